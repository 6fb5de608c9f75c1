import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { Damage } from '../board.js'

const LOOK_MILLISECONDS = 100

/** Takes every connection that the pool may have, as its turn comes, and keeps it; one that is lost is taken anew. */
export const exhaustedPool = (pool: Pool): Damage => ({
  name: 'exhausted-pool',
  inflict: async ({ share }) => {
    const wanted = Math.max(1, Math.round(pool.options.max * share))
    const held = new Map<PoolClient, (error: Error) => void>()
    const over = new AbortController()
    const letGo = (client: PoolClient, error?: Error): void => {
      const onLoss = held.get(client)
      if (!onLoss) return
      held.delete(client)
      client.off('error', onLoss)
      client.release(error)
    }
    const keep = (client: PoolClient): void => {
      const onLoss = (error: Error): void => letGo(client, error)
      held.set(client, onLoss)
      client.on('error', onLoss)
    }
    const holdOn = async (): Promise<void> => {
      while (!over.signal.aborted) {
        const client = held.size < wanted ? await pool.connect().catch(() => undefined) : undefined
        if (client) keep(client)
        else await sleep(LOOK_MILLISECONDS)
      }
    }
    const holding = holdOn()
    return async () => {
      over.abort()
      for (const client of held.keys()) letGo(client)
      await holding
      for (const client of held.keys()) letGo(client)
    }
  },
})
