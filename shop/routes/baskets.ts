import type { Route } from './route.js'
import { schemaOf } from '../../configuration/index.js'
import { addToBasket, readBasket, removeFromBasket, setQuantity, startSession } from '../domain/baskets.js'
import type { Services } from '../services.js'
import { bodyReader, queryReader, readId, readSession } from './validation.js'

const quantity = { type: 'integer', minimum: 1, maximum: 20 } as const
const productId = { type: 'integer', minimum: 1, maximum: 2_147_483_647 } as const

const readAddition = bodyReader(
  schemaOf({
    type: 'object',
    properties: { productId, quantity },
    required: ['productId', 'quantity'],
    additionalProperties: false,
  } as const),
)
const readQuantity = bodyReader(
  schemaOf({ type: 'object', properties: { quantity }, required: ['quantity'], additionalProperties: false } as const),
)

const readOrigin = queryReader(
  schemaOf({
    type: 'object',
    properties: { marketplace: { type: 'string', pattern: '^[a-z][a-z-]{0,39}$' } },
    required: [],
    additionalProperties: false,
  } as const),
)

type Handler = (services: Services) => Route['handle']

const open: Handler =
  ({ database }) =>
  async (context) => {
    const { marketplace } = readOrigin(context)
    context.status = 201
    context.body = { session: await startSession(database, marketplace) }
  }

const show: Handler =
  ({ database }) =>
  async (context) => {
    context.body = { basket: await readBasket(database, readSession(context)) }
  }

const add: Handler =
  ({ database, events }) =>
  async (context) => {
    const addition = readAddition(context)
    const basket = await addToBasket(database, readSession(context), addition.productId, addition.quantity)
    events.basketAddition()
    context.status = 201
    context.body = { basket }
  }

const change: Handler =
  ({ database }) =>
  async (context) => {
    const wanted = readQuantity(context)
    context.body = { basket: await setQuantity(database, readSession(context), readId(context.params['productId']), wanted.quantity) }
  }

const remove: Handler =
  ({ database }) =>
  async (context) => {
    context.body = { basket: await removeFromBasket(database, readSession(context), readId(context.params['productId'])) }
  }

export const basketRoutes = (services: Services): readonly Route[] => [
  { method: 'post', path: '/api/sessions', handle: open(services) },
  { method: 'get', path: '/api/basket', handle: show(services) },
  { method: 'post', path: '/api/basket/items', handle: add(services) },
  { method: 'put', path: '/api/basket/items/:productId', handle: change(services) },
  { method: 'delete', path: '/api/basket/items/:productId', handle: remove(services) },
]
