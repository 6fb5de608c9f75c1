import { gauge } from '../metric.js'
import { target } from './words.js'

const ofDatabase = (help: string, field: string) =>
  gauge({ help, labels: { ...target, db: 'open' }, source: `INFO keyspace ${field}`, series: 16 })
const ofKey = (help: string, source: string) => gauge({ help, labels: { ...target, db: 'open', key: 'open' }, source, series: 20 })

/** Databases, and the keys that the configuration names. */
export const keyspace = {
  redis_db_keys: ofDatabase('Keys, by database.', 'keys'),
  redis_db_keys_expiring: ofDatabase('Keys with an expiry, by database.', 'expires'),
  redis_db_avg_ttl_seconds: ofDatabase('Mean time to live of keys with an expiry, by database.', 'avg_ttl'),
  redis_db_keys_with_expiring_items: ofDatabase(
    'Keys that hold items with an expiry, by database.',
    'subexpiry or keys_with_volatile_items',
  ),
  redis_keys_count: ofKey('Keys of a pattern at the end of the last whole count.', 'SCAN'),
  redis_key_size: ofKey('Items or bytes in a key, 0 where there is none.', 'LLEN, SCARD, …'),
  redis_key_value: ofKey('Value of a key that holds a number.', 'GET'),
  plimsoll_redis_keys_age_seconds: ofKey('How long ago the keys were counted.', 'SCAN'),
}
