import type { Context } from 'koa'
import { schemaOf } from '../../../configuration/index.js'
import { findOffers, makeOffer } from '../../domain/supply/offers.js'
import { CARRIERS, findDeliveries, findTasks, ship, supplierOfUser } from '../../domain/supply/suppliers.js'
import type { Services } from '../../services.js'
import { requireUser } from '../authorize.js'
import { logOf } from '../log.js'
import type { Route } from '../route.js'
import { bodyReader, queryReader, readId } from '../validation.js'

const readPage = queryReader(
  schemaOf({
    type: 'object',
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 100 },
      offset: { type: 'integer', minimum: 0, maximum: 10_000 },
    },
    required: [],
    additionalProperties: false,
  } as const),
)

const readOffer = bodyReader(
  schemaOf({
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 200, pattern: '\\S' },
      category: { type: 'string', pattern: '^[a-z][a-z-]{0,39}$' },
      priceCents: { type: 'integer', minimum: 1, maximum: 10_000_000 },
      costCents: { type: 'integer', minimum: 1, maximum: 10_000_000 },
      units: { type: 'integer', minimum: 1, maximum: 100_000 },
    },
    required: ['name', 'category', 'priceCents', 'costCents', 'units'],
    additionalProperties: false,
  } as const),
)

const readShipment = bodyReader(
  schemaOf({
    type: 'object',
    properties: { carrier: { type: 'string', enum: CARRIERS } },
    required: ['carrier'],
    additionalProperties: false,
  } as const),
)

/** The supplier for whom the caller signed in. */
const supplierOf = async (services: Services, context: Context) => {
  const user = await requireUser(services, context, 'supplier')
  return supplierOfUser(services.database, user.id)
}

type Handler = (services: Services) => Route['handle']

const tasks: Handler = (services) => async (context) => {
  const supplier = await supplierOf(services, context)
  const { limit = 20, offset = 0 } = readPage(context)
  context.body = { supplier, ...(await findTasks(services.database, supplier.id, { limit, offset })) }
}

const deliveries: Handler = (services) => async (context) => {
  const supplier = await supplierOf(services, context)
  const { limit = 20, offset = 0 } = readPage(context)
  context.body = { supplier, ...(await findDeliveries(services.database, supplier.id, { limit, offset })) }
}

const send: Handler = (services) => async (context) => {
  const { database, events, hub } = services
  const supplier = await supplierOf(services, context)
  const { carrier } = readShipment(context)
  const { delivery, isComplete, buyerId } = await ship(database, supplier.id, readId(context.params['id']), carrier)
  events.shipments(1)
  logOf(context).info({ order: delivery.orderId, supplier: supplier.slug, carrier, isComplete }, 'parcel sent')
  if (buyerId !== null) hub.publish(`user:${buyerId}`, { type: 'shipped', orderId: delivery.orderId, carrier, isComplete })
  context.status = 201
  context.body = { delivery, isComplete }
}

const offers: Handler = (services) => async (context) => {
  const supplier = await supplierOf(services, context)
  const { limit = 20, offset = 0 } = readPage(context)
  context.body = { supplier, ...(await findOffers(services.database, { limit, offset, supplierId: supplier.id })) }
}

const offer: Handler = (services) => async (context) => {
  const supplier = await supplierOf(services, context)
  const draft = readOffer(context)
  const made = await makeOffer(services.database, supplier.id, { ...draft, name: draft.name.trim() })
  services.events.offer('made')
  context.status = 201
  context.body = { offer: made }
}

/** What a supplier sees and does: what to send, what was sent, what it offers. */
export const supplierRoutes = (services: Services): readonly Route[] => [
  { method: 'get', path: '/api/supplier/orders', handle: tasks(services) },
  { method: 'post', path: '/api/supplier/orders/:id/ship', handle: send(services) },
  { method: 'get', path: '/api/supplier/deliveries', handle: deliveries(services) },
  { method: 'get', path: '/api/supplier/offers', handle: offers(services) },
  { method: 'post', path: '/api/supplier/offers', handle: offer(services) },
]
