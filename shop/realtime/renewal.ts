import type { Database } from '../database/database.js'
import type { Connection } from './connection.js'

interface Owned {
  readonly id: string
  readonly userId: number | null
}

const OWNERS = 'select id, user_id as "userId" from sessions where id = any($1)'
const POLICY = 1008

/**
 * Ends the connections whose session has ended, and lets those whose user has signed out listen no more to what was for
 * that user: a connection outlives the request that was allowed to open it.
 */
export const endOutdated = async (database: Database, connections: ReadonlySet<Connection>): Promise<void> => {
  if (connections.size === 0) return
  const asked = [...connections]
  const rows = await database.query<Owned>('realtime_owners', OWNERS, [[...new Set(asked.map(({ session }) => session))]])
  const owners = new Map(rows.map(({ id, userId }) => [id, userId]))
  for (const connection of asked) {
    const userId = owners.get(connection.session)
    if (userId === undefined) connection.close('ended_session', POLICY, 'the session has ended')
    const foreign = connection.topics().filter((topic) => topic.startsWith('user:') && topic !== `user:${userId}`)
    for (const topic of foreign) connection.forget(topic)
  }
}
