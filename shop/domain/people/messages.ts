import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'
import type { User } from './user.js'

interface Person {
  readonly id: number
  readonly name: string
}

export interface Message {
  readonly id: number
  readonly text: string
  readonly createdAt: Date
  readonly readAt: Date | null
  readonly from: Person
  readonly to: Person
  /** Id of the upload that came with it. */
  readonly uploadId: string | null
}

export interface MessagePage {
  readonly messages: readonly Message[]
  readonly total: number
  /** Received and not opened yet. */
  readonly unread: number
}

interface Draft {
  readonly to: number
  readonly text: string
  readonly attachment?: string
}

/** Messages that one user may send in a minute. */
const A_MINUTE = 30

const COLUMNS = `messages.id, text, messages.created_at as "createdAt", read_at as "readAt", upload_id as "uploadId",
  json_build_object('id', sender.id, 'name', sender.name) as "from", json_build_object('id', receiver.id, 'name', receiver.name) as "to"`
const PEOPLE = 'join users as sender on sender.id = sender_id join users as receiver on receiver.id = receiver_id'
const PAGE = `select ${COLUMNS} from messages ${PEOPLE} where sender_id = $1 or receiver_id = $1 order by messages.id desc limit $2 offset $3`
const COUNT = `select count(*)::integer as total, count(*) filter (where receiver_id = $1 and read_at is null)::integer as unread
  from messages where sender_id = $1 or receiver_id = $1`
const ONE = `select ${COLUMNS} from messages ${PEOPLE} where messages.id = $1 and (sender_id = $2 or receiver_id = $2)`
const READ = 'update messages set read_at = now() where id = $1 and receiver_id = $2 and read_at is null'
// A statement of its own, before the count: what waits for the lock would count as things stood before it waited.
const LOCK = 'select id from users where id = $1 for no key update'
const KNOWN = `select (select count(*)::integer from messages where sender_id = $1 and created_at > now() - interval '1 minute') as sent,
  (select count(*)::integer from users where id = $2) as receivers,
  (select count(*)::integer from uploads where id = $3 and user_id = $1) as uploads`
const SEND = 'insert into messages (sender_id, receiver_id, text, upload_id) values ($1, $2, $3, $4) returning id'
const CONTACTS = `select id, name, role from users where role <> 'buyer' and id <> $1 order by role, id limit 50`

const check = async (query: Query, sender: number, { to, attachment }: Draft): Promise<void> => {
  if (to === sender) throw new RequestError(400, 'A message to oneself arrives without the shop; choose somebody else.')
  await query('message_lock', LOCK, [sender])
  const values = [sender, to, attachment ?? null]
  const known = (await query<{ sent: number; receivers: number; uploads: number }>('message_known', KNOWN, values))[0]
  if (!known?.receivers) throw new RequestError(404, `There is no user ${to}.`)
  if (known.sent >= A_MINUTE) throw new RequestError(429, `You may send ${A_MINUTE} messages a minute; wait a moment.`)
  if (attachment !== undefined && !known.uploads) throw new RequestError(404, 'The attachment is no upload of yours; send it first.')
}

/** Sends a message from one user to another, with an upload of the sender's where one is attached. */
export const sendMessage = (database: Database, sender: number, draft: Draft): Promise<Message> =>
  database.transaction(async (query) => {
    await check(query, sender, draft)
    const { to, text, attachment = null } = draft
    const sent = (await query<{ id: number }>('message_send', SEND, [sender, to, text, attachment]))[0]
    const message = (await query<Message>('message_by_id', ONE, [sent?.id, sender]))[0]
    if (!message) throw new Error('the message that was sent is not there')
    return message
  })

/** What the user sent and received, the latest first. */
export const findMessages = async (database: Database, userId: number, limit: number, offset: number): Promise<MessagePage> => {
  const [messages, counted] = await Promise.all([
    database.query<Message>('messages_page', PAGE, [userId, limit, offset]),
    database.query<{ total: number; unread: number }>('messages_count', COUNT, [userId]),
  ])
  return { messages, total: counted[0]?.total ?? 0, unread: counted[0]?.unread ?? 0 }
}

/** Opens a message of the user's; a received one counts as read from then on. */
export const openMessage = async (database: Database, userId: number, id: number): Promise<Message | undefined> => {
  await database.query('message_read', READ, [id, userId])
  return (await database.query<Message>('message_by_id', ONE, [id, userId]))[0]
}

/** Whom anybody may write to without knowing their id: suppliers and administrators. */
export const findContacts = (database: Database, userId: number): Promise<readonly Pick<User, 'id' | 'name' | 'role'>[]> =>
  database.query('contacts', CONTACTS, [userId])
