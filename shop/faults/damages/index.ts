import type { Redis } from 'ioredis'
import type { Pool } from 'pg'
import type { Database } from '../../database/database.js'
import type { Channel } from '../../realtime/channel.js'
import type { Damage } from '../board.js'
import { failedBackup } from './backup.js'
import { flushedCache, goneCache } from './cache.js'
import { fullDisk } from './disk.js'
import { memoryLeak } from './memory.js'
import { deadOutsideApi } from './outside-api.js'
import { exhaustedPool } from './pool.js'
import { lostSockets } from './sockets.js'
import { lowStock } from './stock.js'

/** What the damages are done to. */
export interface Ground {
  readonly pool: Pool
  readonly redis: Redis
  readonly database: Database
  readonly channel: Channel
  /** Where currency rates come from, and the token of its switch. */
  readonly rates: Parameters<typeof deadOutsideApi>[0]
  /** Where the customers' files lie; the fault full-disk is refused without it. */
  readonly uploads?: string | undefined
  /** Where backups are put; the fault failed-backup is refused without it. */
  readonly backups?: string | undefined
}

/** Every damage that outlives a request. */
export const damagesOf = ({ pool, redis, database, channel, rates, uploads, backups }: Ground): readonly Damage[] => [
  exhaustedPool(pool),
  flushedCache(redis),
  goneCache(redis),
  fullDisk(uploads),
  failedBackup(backups),
  memoryLeak(),
  lowStock(database),
  lostSockets(channel),
  deadOutsideApi(rates),
]
