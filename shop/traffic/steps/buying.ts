import { pickWeighted } from '../../random.js'
import { chance, idOf, listed, type Visitor } from '../visitor.js'

const METHODS = ['card', 'paypal', 'invoice'] as const
/** Of 100 baskets, how many are paid for. */
const PAYS = 0.88

/** Orders that somebody pays for on one visit, beside the basket's. */
const MOST_WINS = 3

/** Pays, and once more with another method when the first is declined. */
const payFor = async ({ client, random }: Visitor, order: number): Promise<void> => {
  const first = pickWeighted(random, [6, 3, 1])
  const path = `/api/orders/${order}/payments`
  const answer = await client.post('payment', path, { method: METHODS[first] })
  if (answer.status === 402) await client.post('payment', path, { method: METHODS[(first + 1) % METHODS.length] })
  await client.get('order', `/api/orders/${order}`)
}

/** Pays for what is ordered and not paid: an auction that ended between two visits has ordered it for its winner. */
export const payForWins = async (visitor: Visitor): Promise<void> => {
  const orders = listed(await visitor.client.get('orders', '/api/orders'), 'orders')
  for (const { id } of orders.filter(({ status }) => status === 'pending').slice(0, MOST_WINS)) await payFor(visitor, id)
}

/** Fills a basket and perhaps pays for it; says whether there is an order. */
export const buy = async (visitor: Visitor, products: readonly number[]): Promise<boolean> => {
  const { client, random } = visitor
  for (const productId of products) {
    await client.post('basket', '/api/basket/items', { productId, quantity: chance(random, 0.9) ? 1 : 2 })
  }
  await client.get('basket', '/api/basket')
  if (!chance(random, PAYS)) return false
  const order = idOf(await client.post('checkout', '/api/checkout'), 'order')
  if (order === undefined) return false
  await payFor(visitor, order)
  return true
}
