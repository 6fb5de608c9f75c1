import { between, pick, pickWeighted, type Random } from '../random.js'
import type { Answer, Client } from './client.js'

interface Listed {
  readonly id: number
}

const CATEGORIES = ['clothing', 'shoes', 'bags', 'kitchen', 'home', 'garden', 'outdoor', 'stationery'] as const
const WORDS = ['backpack', 'merino', 'boots', 'lamp', 'oak', 'notebook', 'linen', 'copper', 'teapot', 'wool', 'scarf', 'bottle'] as const
const METHODS = ['card', 'paypal', 'invoice'] as const

/** Of 100 visits, how many put something into a basket, and how many of those go on to pay. */
const BUYS = 0.55
const PAYS = 0.88
/** Most visitors look at what the lists show first; a few come by a link to anything. */
const BY_LINK = 0.03
const PRODUCTS = 504

const listed = ({ body }: Answer): readonly Listed[] =>
  Array.isArray(body['products'])
    ? body['products'].filter((entry: unknown): entry is Listed => typeof (entry as Listed)?.id === 'number')
    : []

const idOf = ({ body }: Answer, name: string): number | undefined => {
  const entry = body[name]
  return typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'number' ? entry.id : undefined
}

const listPath = (random: Random): string => {
  const kind = pickWeighted(random, [2, 5, 3])
  if (kind === 0) return `/api/products?limit=24&offset=${24 * between(random, 0, 2)}`
  return kind === 1 ? `/api/products?limit=24&category=${pick(random, CATEGORIES)}` : `/api/products?limit=24&search=${pick(random, WORDS)}`
}

const arrive = async (client: Client): Promise<boolean> => {
  const answer = await client.send('POST', '/api/sessions')
  const session = answer.body['session']
  if (typeof session !== 'string') return false
  client.enter(session)
  await client.send('GET', '/api/categories')
  await client.send('GET', '/api/products?limit=24')
  return true
}

/** Looks at one list and some of its products; returns the last product looked at. */
const browse = async (client: Client, random: Random): Promise<number | undefined> => {
  const found = listed(await client.send('GET', listPath(random)))
  let last: number | undefined
  for (let views = between(random, 1, 2); views > 0; views--) {
    const chosen = random() < BY_LINK ? between(random, 1, PRODUCTS) : found[Math.floor(random() ** 2 * found.length)]?.id
    if (chosen === undefined) return last
    const answer = await client.send('GET', `/api/products/${chosen}`)
    if (answer.status === 200) last = chosen
  }
  return last
}

/** Pays, and once more with another method when the first is declined. */
const payFor = async (client: Client, random: Random, order: number): Promise<void> => {
  const first = pickWeighted(random, [6, 3, 1])
  const answer = await client.send('POST', `/api/orders/${order}/payments`, { method: METHODS[first] })
  if (answer.status === 402) await client.send('POST', `/api/orders/${order}/payments`, { method: METHODS[(first + 1) % METHODS.length] })
  await client.send('GET', `/api/orders/${order}`)
}

const buy = async (client: Client, random: Random, products: readonly number[]): Promise<void> => {
  for (const productId of products) {
    await client.send('POST', '/api/basket/items', { productId, quantity: random() < 0.9 ? 1 : 2 })
  }
  await client.send('GET', '/api/basket')
  if (random() > PAYS) return
  const order = idOf(await client.send('POST', '/api/checkout'), 'order')
  if (order !== undefined) await payFor(client, random, order)
}

/** One visit from arrival to leaving: browses, perhaps fills a basket, perhaps pays. */
export const visit = async (client: Client, random: Random): Promise<void> => {
  if (!(await arrive(client))) return
  const liked = new Set<number>()
  for (let lists = between(random, 1, 3); lists > 0; lists--) {
    const product = await browse(client, random)
    if (product !== undefined) liked.add(product)
  }
  if (liked.size > 0 && random() < BUYS) await buy(client, random, [...liked])
}
