import type { Route } from './route.js'
import type { Context } from 'koa'
import { schemaOf } from '../../configuration/index.js'
import type { Services } from '../services.js'
import { findCategories, findProduct, findProducts, type Product } from '../domain/products.js'
import { pictureOf } from '../domain/supply/picture.js'
import { RequestError } from '../errors.js'
import { queryReader, readId } from './validation.js'

/** How long a list may be out of date, and a product: its availability is checked again when it is bought. */
const LIST_SECONDS = 300
const PRODUCT_SECONDS = 1800

const readFilter = queryReader(
  schemaOf({
    type: 'object',
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: 100 },
      offset: { type: 'integer', minimum: 0, maximum: 10_000 },
      category: { type: 'string', pattern: '^[a-z][a-z-]{0,39}$' },
      search: { type: 'string', minLength: 1, maxLength: 60 },
    },
    required: [],
    additionalProperties: false,
  } as const),
)

export const productKey = (id: number): string => `shop:product:${id}`

/** Answers from the cache or loads, and says which in x-cache; nothing is stored where `load` finds nothing. */
const throughCache = async <T>(
  context: Context,
  cache: Services['cache'],
  key: string,
  seconds: number,
  load: () => Promise<T | undefined>,
): Promise<T | undefined> => {
  const kept = await cache.get<T>(key)
  context.set('x-cache', kept === undefined ? 'miss' : 'hit')
  if (kept !== undefined) return kept
  const loaded = await load()
  if (loaded !== undefined) await cache.set(key, loaded, seconds)
  return loaded
}

/** The product in the path, if it is on sale. */
const readProduct = async ({ database, cache }: Services, context: Context): Promise<Product> => {
  const id = readId(context.params['id'])
  const product = await throughCache(context, cache, productKey(id), PRODUCT_SECONDS, () => findProduct(database, id))
  if (!product) throw new RequestError(404, `There is no product ${id} on sale.`)
  return product
}

type Handler = (services: Services) => Route['handle']

const list: Handler =
  ({ database, cache, events }) =>
  async (context) => {
    const { limit = 20, offset = 0, ...rest } = readFilter(context)
    const filter = { limit, offset, ...rest, ...(rest.search === undefined ? {} : { search: rest.search.trim().toLowerCase() }) }
    const key = `shop:products:${JSON.stringify([limit, offset, filter.category ?? null, filter.search ?? null])}`
    const page = await throughCache(context, cache, key, LIST_SECONDS, () => findProducts(database, filter))
    // Turning the page is no new search.
    if (filter.search !== undefined && offset === 0) events.search(page?.total ? 'found' : 'nothing')
    context.body = page
  }

const show: Handler = (services) => async (context) => {
  const product = await readProduct(services, context)
  services.events.productView(product.category)
  context.body = { product }
}

const picture: Handler = (services) => async (context) => {
  const { id, category } = await readProduct(services, context)
  context.set('cache-control', 'public, max-age=86400')
  context.set('content-security-policy', "default-src 'none'")
  context.type = 'image/svg+xml'
  context.body = pictureOf(id, category)
}

const categories: Handler =
  ({ database, cache }) =>
  async (context) => {
    context.body = { categories: await throughCache(context, cache, 'shop:categories', LIST_SECONDS, () => findCategories(database)) }
  }

export const productRoutes = (services: Services): readonly Route[] => [
  { method: 'get', path: '/api/products', handle: list(services) },
  { method: 'get', path: '/api/products/:id', handle: show(services) },
  { method: 'get', path: '/api/products/:id/image', handle: picture(services) },
  { method: 'get', path: '/api/categories', handle: categories(services) },
]
