import type { Database, Query } from '../../database/database.js'
import { RequestError } from '../../errors.js'

export const OFFER_STATUSES = ['open', 'accepted', 'declined'] as const
export type OfferStatus = (typeof OFFER_STATUSES)[number]

export interface Offer {
  readonly id: number
  readonly supplier: string
  readonly name: string
  readonly category: string
  readonly priceCents: number
  readonly costCents: number
  readonly units: number
  readonly status: OfferStatus
  /** The product that came of it. */
  readonly productId: number | null
  readonly createdAt: Date
  readonly decidedAt: Date | null
}

export type OfferDraft = Pick<Offer, 'name' | 'category' | 'priceCents' | 'costCents' | 'units'>

interface OfferFilter {
  readonly limit: number
  readonly offset: number
  readonly supplierId?: number
  readonly status?: OfferStatus
}

/** Offers of one supplier that may wait for an answer at a time. */
const OPEN_LIMIT = 100

const COLUMNS = `offers.id, suppliers.slug as supplier, offers.name, category, price_cents as "priceCents", cost_cents as "costCents", units,
  status, product_id as "productId", offers.created_at as "createdAt", decided_at as "decidedAt"`
const FROM = `from offers join suppliers on suppliers.id = supplier_id
  where ($1::integer is null or supplier_id = $1) and ($2::text is null or status = $2)`
const PAGE = `select ${COLUMNS} ${FROM} order by offers.id desc limit $3 offset $4`
const COUNT = `select count(*)::integer as total ${FROM}`
const MAKE = `with made as (
    insert into offers (supplier_id, name, category, price_cents, cost_cents, units)
    select $1, $2, slug, $4, $5, $6 from categories
    where slug = $3 and (select count(*) from offers where supplier_id = $1 and status = 'open') < ${OPEN_LIMIT} returning *)
  select ${COLUMNS.replaceAll('offers.', 'made.')} from made join suppliers on suppliers.id = supplier_id`
const CATEGORY = 'select slug from categories where slug = $1'
const ONE = `select ${COLUMNS} from offers join suppliers on suppliers.id = supplier_id where offers.id = $1 for update of offers`
const STOCK = `insert into products (sku, name, description, category, price_cents, cost_cents, stock, reorder_level, supplier_id)
  select 'OFR-' || lpad(offers.id::text, 6, '0'), offers.name, 'New from ' || suppliers.name || '.', category, price_cents, cost_cents, units,
    least(10, units / 10), supplier_id
  from offers join suppliers on suppliers.id = supplier_id where offers.id = $1 returning id`
const DECIDE = 'update offers set status = $2, product_id = $3, decided_at = now() where id = $1 returning decided_at as "decidedAt"'

/** Offers that fit the filter, the latest first. */
export const findOffers = async (database: Database, { limit, offset, supplierId, status }: OfferFilter) => {
  const filter = [supplierId ?? null, status ?? null]
  const counted = await database.query<{ total: number }>('offers_count', COUNT, filter)
  const offers = await database.query<Offer>('offers_page', PAGE, [...filter, limit, offset])
  return { offers, total: counted[0]?.total ?? 0, limit, offset }
}

/** Offers a product to the shop; an administrator decides. */
export const makeOffer = async (database: Database, supplierId: number, draft: OfferDraft): Promise<Offer> => {
  const { name, category, priceCents, costCents, units } = draft
  if (costCents > priceCents) throw new RequestError(400, 'In the body, costCents must not be more than priceCents.')
  const values = [supplierId, name, category, priceCents, costCents, units]
  const offer = (await database.query<Offer>('offer_make', MAKE, values))[0]
  if (offer) return offer
  const known = await database.query('offer_category', CATEGORY, [category])
  if (known.length === 0) throw new RequestError(404, `There is no category ${category}.`)
  throw new RequestError(409, `${OPEN_LIMIT} of your offers wait for an answer; offer more when they are decided.`)
}

const decide = async (query: Query, id: number, isAccepted: boolean): Promise<Offer> => {
  const offer = (await query<Offer>('offer_by_id', ONE, [id]))[0]
  if (!offer) throw new RequestError(404, `There is no offer ${id}.`)
  if (offer.status !== 'open') throw new RequestError(409, `Offer ${id} is ${offer.status} already.`)
  const product = isAccepted ? (await query<{ id: number }>('offer_stock', STOCK, [id]))[0] : undefined
  const status = isAccepted ? 'accepted' : 'declined'
  const productId = product?.id ?? null
  const decided = (await query<{ decidedAt: Date }>('offer_decide', DECIDE, [id, status, productId]))[0]
  return { ...offer, status, productId, decidedAt: decided?.decidedAt ?? null }
}

/** Accepts an offer, whose product is then on sale, or declines it. */
export const decideOffer = (database: Database, id: number, isAccepted: boolean): Promise<Offer> =>
  database.transaction((query) => decide(query, id, isAccepted))
