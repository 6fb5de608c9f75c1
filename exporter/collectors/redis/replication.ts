import { redis } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { amountOf, labelOf, statedBy, type Information } from './information.js'
import type { Reading } from './reading.js'

const writeReplicas = (into: Writer, target: string, { replicas }: Information): void => {
  for (const record of replicas.values()) {
    const labels = { target, slave_ip: labelOf(record, 'ip'), slave_port: labelOf(record, 'port'), slave_state: labelOf(record, 'state') }
    into.set(redis.redis_connected_slave_offset_bytes, labels, amountOf(record, 'offset'))
    const lag = amountOf(record, 'lag')
    into.set(redis.redis_connected_slave_lag_seconds, labels, lag !== undefined && lag < 0 ? undefined : lag)
  }
}

/** Who replicates from this server, and from whom it replicates. */
export const writeReplication = (into: Writer, target: string, { information }: Reading): void => {
  writeReplicas(into, target, information)
  const { fields } = information
  if (!fields.has('master_host')) return
  const master = { target, master_host: labelOf(fields, 'master_host'), master_port: labelOf(fields, 'master_port') }
  into.set(redis.redis_slave_info, { ...master, read_only: labelOf(fields, 'slave_read_only') }, 1)
  into.set(redis.redis_master_link_up, master, statedBy(fields, 'master_link_status'))
  into.set(redis.redis_master_last_io_seconds_ago, master, amountOf(fields, 'master_last_io_seconds_ago'))
  into.set(redis.redis_master_sync_in_progress, master, amountOf(fields, 'master_sync_in_progress'))
  into.set(redis.redis_slave_repl_offset, master, amountOf(fields, 'slave_repl_offset'))
}
