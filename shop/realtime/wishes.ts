import { Ajv } from 'ajv'
import { schemaOf, type Typed } from '../../configuration/index.js'
import type { Database } from '../database/database.js'
import { userOfSession } from '../domain/people/user.js'
import type { Connection } from './connection.js'
import type { RealtimeLimits } from './limits.js'

const topic = { type: 'string', pattern: '^(auction|user):[1-9][0-9]{0,9}$' } as const
const subscription = schemaOf({
  type: 'object',
  properties: { subscribe: topic, unsubscribe: topic },
  required: [],
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
} as const)
const isWish = new Ajv().compile<Typed<typeof subscription>>(subscription)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isOwn = async (database: Database, session: string, wanted: string): Promise<boolean> => {
  if (!wanted.startsWith('user:')) return true
  const user = await userOfSession(database, session)
  return user !== undefined && wanted === `user:${user.id}`
}

const refuse = (connection: Connection, error: string): void => connection.send({ type: 'error', error })

const subscribe = async (database: Database, connection: Connection, wanted: string, { topicsPerConnection }: RealtimeLimits) => {
  if (!(await isOwn(database, connection.session, wanted)))
    return refuse(connection, `${wanted} is for that user alone; sign in as that user.`)
  if (!connection.listen(wanted)) return refuse(connection, `A connection listens to ${topicsPerConnection} topics; unsubscribe from one.`)
  connection.send({ type: 'subscribed' }, wanted)
}

/** Does what a client's message asks: listen to a topic or no more; anything else is answered by a sentence. */
export const fulfilWish = async (database: Database, connection: Connection, text: string, limits: RealtimeLimits): Promise<void> => {
  const wish = parse(text)
  if (!isWish(wish)) return refuse(connection, 'Send {"subscribe":"auction:7"} or {"unsubscribe":"auction:7"}.')
  if (wish.subscribe !== undefined) return subscribe(database, connection, wish.subscribe, limits)
  if (wish.unsubscribe === undefined) return
  connection.forget(wish.unsubscribe)
  connection.send({ type: 'unsubscribed' }, wish.unsubscribe)
}
