import type { Redis } from 'ioredis'
import { RequestError } from '../../errors.js'
import type { Damage } from '../board.js'

const FLUSH_MILLISECONDS = 500

/** Empties the cache again and again; what is in it is read from PostgreSQL anew. */
export const flushedCache = (redis: Redis): Damage => ({
  name: 'cache-flushed',
  inflict: async () => {
    try {
      await redis.flushdb()
    } catch (error) {
      throw new RequestError(409, `The cache does not let itself be emptied (${String(error).slice(0, 100)}); allow FLUSHDB to the shop.`)
    }
    const timer = setInterval(() => void redis.flushdb().catch(() => undefined), FLUSH_MILLISECONDS)
    return async () => clearInterval(timer)
  },
})

/** Cuts the shop's connection; the server does not notice, and nobody else's is touched. */
export const goneCache = (redis: Redis): Damage => ({
  name: 'cache-gone',
  inflict: async () => {
    redis.disconnect()
    return async () => {
      if (redis.status === 'end') await redis.connect()
    }
  },
})
