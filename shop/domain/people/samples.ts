import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'
import type { User } from './user.js'

interface Sample {
  readonly id: number
  readonly productId: number
  readonly product: string
  readonly status: 'requested' | 'sent'
  readonly createdAt: Date
  readonly sentAt: Date | null
}

/** A sample that was sent just now, with who gets it. */
export interface SentSample {
  readonly id: number
  readonly product: string
  readonly name: string
  readonly email: string
}

/** Samples that a user may wait for at a time. */
const OPEN_AT_A_TIME = 5

const COLUMNS = `sample_requests.id, product_id as "productId", products.name as product, status,
  sample_requests.created_at as "createdAt", sent_at as "sentAt"`
const LOCK = 'select id from users where id = $1 for no key update'
const KNOWN = `select (select count(*)::integer from products where id = $2 and active) as products,
  (select count(*)::integer from sample_requests where user_id = $1 and status = 'requested') as open`
const ASK = `with asked as (insert into sample_requests (user_id, product_id) values ($1, $2)
    on conflict (user_id, product_id) do nothing returning *)
  select ${COLUMNS.replaceAll('sample_requests', 'asked')} from asked join products on products.id = product_id`
// A buyer sees what is theirs; who sends samples sees everybody's.
const SEEN = '($1::integer is null or user_id = $1)'
const PAGE = `select ${COLUMNS} from sample_requests join products on products.id = product_id where ${SEEN}
  order by sample_requests.id desc limit $2 offset $3`
const COUNT = `select count(*)::integer as total from sample_requests where ${SEEN}`
const SEND = `with sent as (
    update sample_requests set status = 'sent', sent_at = now() where id in (
      select id from sample_requests where status = 'requested' and CHOICE for update skip locked)
    returning id, product_id, user_id)
  select sent.id, products.name as product, users.name, email
  from sent join products on products.id = product_id join users on users.id = user_id order by sent.id`
const SEND_ONE = SEND.replace('CHOICE', 'id = $1')
const SEND_WAITING = SEND.replace('CHOICE', `created_at < now() - interval '10 minutes' order by id limit 50`)

const ask = async (query: Query, userId: number, productId: number): Promise<Sample> => {
  await query('sample_lock', LOCK, [userId])
  const known = (await query<{ products: number; open: number }>('sample_known', KNOWN, [userId, productId]))[0]
  if (!known?.products) throw new RequestError(404, `There is no product ${productId} on sale.`)
  if (known.open >= OPEN_AT_A_TIME) throw new RequestError(409, `You wait for ${OPEN_AT_A_TIME} samples already; wait until they are sent.`)
  const sample = (await query<Sample>('sample_ask', ASK, [userId, productId]))[0]
  if (sample) return sample
  throw new RequestError(409, 'You have asked for a sample of this product already.')
}

/** Asks for a sample of a product on sale; one a product, a few at a time. */
export const requestSample = (database: Database, userId: number, productId: number): Promise<Sample> =>
  database.transaction((query) => ask(query, userId, productId))

/** The samples that this user may see, the latest first. */
export const findSamples = async (
  database: Database,
  { id, role }: User,
  limit: number,
  offset: number,
): Promise<{ readonly samples: readonly Sample[]; readonly total: number }> => {
  const owner = role === 'buyer' ? id : null
  const [samples, counted] = await Promise.all([
    database.query<Sample>('samples_page', PAGE, [owner, limit, offset]),
    database.query<{ total: number }>('samples_count', COUNT, [owner]),
  ])
  return { samples, total: counted[0]?.total ?? 0 }
}

/** Sends the sample, if it is still asked for. */
export const sendSample = async (database: Database, id: number): Promise<SentSample | undefined> =>
  (await database.query<SentSample>('sample_send', SEND_ONE, [id]))[0]

/** Sends those that have waited ten minutes, as suppliers do all day. */
export const sendWaitingSamples = (database: Database): Promise<readonly SentSample[]> => database.query('samples_send', SEND_WAITING)
