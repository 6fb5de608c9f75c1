import { schemaOf } from '../../../configuration/index.js'
import { ROLES } from '../../domain/people/user.js'
import { listOrders, listUsers, summarise } from '../../domain/supply/administration.js'
import { decideOffer, findOffers, OFFER_STATUSES } from '../../domain/supply/offers.js'
import { REASONS, refund } from '../../domain/supply/refunds.js'
import type { Services } from '../../services.js'
import { requireUser } from '../authorize.js'
import { logOf } from '../log.js'
import type { Route } from '../route.js'
import { bodyReader, queryReader, readId } from '../validation.js'

const STATUSES = ['pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded'] as const
const page = { limit: { type: 'integer', minimum: 1, maximum: 100 }, offset: { type: 'integer', minimum: 0, maximum: 10_000 } } as const
const query = { type: 'object', required: [], additionalProperties: false } as const

const readOrderFilter = queryReader(schemaOf({ ...query, properties: { ...page, status: { type: 'string', enum: STATUSES } } } as const))
const readUserFilter = queryReader(schemaOf({ ...query, properties: { ...page, role: { type: 'string', enum: ROLES } } } as const))
const readOfferFilter = queryReader(
  schemaOf({ ...query, properties: { ...page, status: { type: 'string', enum: OFFER_STATUSES } } } as const),
)

const readRefund = bodyReader(
  schemaOf({
    type: 'object',
    properties: { reason: { type: 'string', enum: REASONS } },
    required: ['reason'],
    additionalProperties: false,
  } as const),
)

const readDecision = bodyReader(
  schemaOf({
    type: 'object',
    properties: { accepted: { type: 'boolean' } },
    required: ['accepted'],
    additionalProperties: false,
  } as const),
)

type Handler = (services: Services) => Route['handle']

const orders: Handler = (services) => async (context) => {
  await requireUser(services, context, 'administrator')
  const { limit = 20, offset = 0, status = null } = readOrderFilter(context)
  context.body = await listOrders(services.database, { limit, offset, status })
}

const users: Handler = (services) => async (context) => {
  await requireUser(services, context, 'administrator')
  const { limit = 20, offset = 0, role = null } = readUserFilter(context)
  context.body = await listUsers(services.database, { limit, offset, role })
}

const summary: Handler = (services) => async (context) => {
  await requireUser(services, context, 'administrator')
  context.body = { summary: await summarise(services.database) }
}

const giveBack: Handler = (services) => async (context) => {
  const { database, events, hub } = services
  const administrator = await requireUser(services, context, 'administrator')
  const { reason } = readRefund(context)
  const { buyerId, ...refunded } = await refund(database, readId(context.params['id']), reason, administrator.id)
  events.refund({ reason, amount: refunded.amountCents / 100, currency: refunded.currency })
  logOf(context).info({ order: refunded.orderId, reason, administrator: administrator.id }, 'order refunded')
  if (buyerId !== null) hub.publish(`user:${buyerId}`, { type: 'refunded', orderId: refunded.orderId })
  context.status = 201
  context.body = { refund: refunded }
}

const offers: Handler = (services) => async (context) => {
  await requireUser(services, context, 'administrator')
  const { limit = 20, offset = 0, status } = readOfferFilter(context)
  context.body = await findOffers(services.database, { limit, offset, ...(status ? { status } : {}) })
}

const decision: Handler = (services) => async (context) => {
  const administrator = await requireUser(services, context, 'administrator')
  const { accepted } = readDecision(context)
  const offer = await decideOffer(services.database, readId(context.params['id']), accepted)
  services.events.offer(accepted ? 'accepted' : 'declined')
  logOf(context).info({ offer: offer.id, accepted, administrator: administrator.id }, 'offer decided')
  context.body = { offer }
}

/** What an administrator sees and does. */
export const administrationRoutes = (services: Services): readonly Route[] => [
  { method: 'get', path: '/api/admin/summary', handle: summary(services) },
  { method: 'get', path: '/api/admin/orders', handle: orders(services) },
  { method: 'post', path: '/api/admin/orders/:id/refund', handle: giveBack(services) },
  { method: 'get', path: '/api/admin/users', handle: users(services) },
  { method: 'get', path: '/api/admin/offers', handle: offers(services) },
  { method: 'post', path: '/api/admin/offers/:id/decision', handle: decision(services) },
]
