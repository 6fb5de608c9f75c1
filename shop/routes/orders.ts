import { logOf } from './log.js'
import type { Route } from './route.js'
import { schemaOf } from '../../configuration/index.js'
import { checkout, findOrder, findOrders } from '../domain/orders.js'
import { pay, type Payment } from '../domain/payments.js'
import { RequestError } from '../errors.js'
import type { Services } from '../services.js'
import { postReceipt } from './people/receipt.js'
import { productKey } from './products.js'
import { bodyReader, readId, readSession } from './validation.js'

const readPayment = bodyReader(
  schemaOf({
    type: 'object',
    properties: { method: { type: 'string', enum: ['card', 'paypal', 'invoice'] } },
    required: ['method'],
    additionalProperties: false,
  } as const),
)

/** 402 for a refusal that another method may mend, 502 when the provider itself failed. */
const answers = { accepted: 201, declined: 402, failed: 502 } as const

const answerOf = ({ orderId, outcome, method }: Payment): Readonly<Record<string, unknown>> => {
  if (outcome === 'accepted') return { payment: { orderId, outcome, method } }
  const error =
    outcome === 'declined' ? `The ${method} payment was declined; try another method.` : 'The payment service failed; try again.'
  return { error, payment: { orderId, outcome, method } }
}

type Handler = (services: Services) => Route['handle']

const place: Handler =
  ({ database, cache, events }) =>
  async (context) => {
    const { order, soldOut } = await checkout(database, readSession(context))
    events.orderCreated(order.status)
    await cache.delete(...soldOut.map(productKey))
    logOf(context).info({ order: order.id, totalCents: order.totalCents }, 'order placed')
    context.status = 201
    context.body = { order }
  }

const charge: Handler = (services) => async (context) => {
  const { database, events, provider } = services
  const { method } = readPayment(context)
  const session = readSession(context)
  const payment = await pay(database, provider, session, readId(context.params['id']), method)
  events.payment({ method, outcome: payment.outcome, amount: payment.amountCents / 100, currency: payment.currency })
  logOf(context).info({ order: payment.orderId, method, outcome: payment.outcome }, 'payment tried')
  if (payment.outcome === 'accepted') await postReceipt(services, logOf(context), session, payment)
  context.status = answers[payment.outcome]
  context.body = answerOf(payment)
}

const list: Handler =
  ({ database }) =>
  async (context) => {
    context.body = { orders: await findOrders(database, readSession(context)) }
  }

const show: Handler =
  ({ database }) =>
  async (context) => {
    const id = readId(context.params['id'])
    const order = await findOrder(database, readSession(context), id)
    if (!order) throw new RequestError(404, `There is no order ${id} in this session.`)
    context.body = { order }
  }

export const orderRoutes = (services: Services): readonly Route[] => [
  { method: 'post', path: '/api/checkout', handle: place(services) },
  { method: 'get', path: '/api/orders', handle: list(services) },
  { method: 'get', path: '/api/orders/:id', handle: show(services) },
  { method: 'post', path: '/api/orders/:id/payments', handle: charge(services) },
]
