import type { Database } from '../database/database.js'

export interface Product {
  readonly id: number
  readonly sku: string
  readonly name: string
  readonly description: string
  readonly category: string
  readonly priceCents: number
  readonly currency: string
  readonly availability: 'in stock' | 'few left' | 'sold out'
}

export interface ProductPage {
  readonly products: readonly Product[]
  readonly total: number
  readonly limit: number
  readonly offset: number
}

export interface ProductFilter {
  readonly limit: number
  readonly offset: number
  readonly category?: string
  readonly search?: string
}

export interface Category {
  readonly slug: string
  readonly title: string
  readonly products: number
}

const COLUMNS = `id, sku, name, description, category, price_cents as "priceCents", currency,
  case when stock = 0 then 'sold out' when stock <= reorder_level then 'few left' else 'in stock' end as availability`
// The second parameter is a query of words, made by searchOf; an empty one finds nothing.
const MATCHES = `active and ($1::text is null or category = $1) and ($2::text is null or words @@ to_tsquery('simple', $2))`

const PAGE = `select ${COLUMNS} from products where ${MATCHES} order by id limit $3 offset $4`
const COUNT = `select count(*)::integer as total from products where ${MATCHES}`
const ONE = `select ${COLUMNS} from products where active and id = $1`
const CATEGORIES = `select slug, title, count(products.id)::integer as products from categories
  left join products on products.category = categories.slug and products.active group by slug, title, position order by position`

/** Words of a search that count; nobody types more. */
const WORD_LIMIT = 8

/**
 * What a visitor typed as a query of full-text search: each word as the beginning of one, all of them, in any order. Signs
 * part words, as they do in the index, so that none is left for the query to mistake.
 *
 * @example searchOf("Chelsea boo'") // 'chelsea:* & boo:*'
 */
export const searchOf = (text: string): string =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .slice(0, WORD_LIMIT)
    .map((word) => `${word}:*`)
    .join(' & ')

/** One page of the products on sale that fit the filter, in the order of the assortment. */
export const findProducts = async (database: Database, filter: ProductFilter): Promise<ProductPage> => {
  const { limit, offset, category = null, search } = filter
  const matches = [category, search === undefined ? null : searchOf(search)]
  const [products, counted] = await Promise.all([
    database.query<Product>('products_page', PAGE, [...matches, limit, offset]),
    database.query<{ total: number }>('products_count', COUNT, matches),
  ])
  return { products, total: counted[0]?.total ?? 0, limit, offset }
}

/** The product, if it is on sale. */
export const findProduct = async (database: Database, id: number): Promise<Product | undefined> =>
  (await database.query<Product>('product_by_id', ONE, [id]))[0]

/** All categories in their order, with the number of products on sale. */
export const findCategories = (database: Database): Promise<readonly Category[]> => database.query('categories', CATEGORIES)
