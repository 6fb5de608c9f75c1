import type { Database } from '../../database/database.js'
import { RequestError } from '../../errors.js'

interface Review {
  readonly id: number
  readonly stars: number
  readonly text: string
  /** The buyer's name. */
  readonly author: string
  readonly createdAt: Date
}

interface ReviewPage {
  readonly reviews: readonly Review[]
  readonly total: number
  /** Mean of all stars; null without a review. */
  readonly average: number | null
}

const PAGE = `select reviews.id, stars, text, users.name as author, reviews.created_at as "createdAt" from reviews
  join users on users.id = user_id where product_id = $1 order by reviews.id desc limit $2 offset $3`
const COUNT = 'select count(*)::integer as total, round(avg(stars), 2)::double precision as average from reviews where product_id = $1'
const BOUGHT = `exists (select from orders join order_items on order_id = orders.id
  where orders.user_id = $2 and product_id = $1 and paid_at is not null)`
const REVIEW = `insert into reviews (product_id, user_id, stars, text) select $1, $2, $3, $4 where ${BOUGHT}
  on conflict (user_id, product_id) do nothing returning id, stars, text, created_at as "createdAt"`
const REASON = `select exists (select from products where id = $1) as "isKnown", ${BOUGHT} as "isBought"`
const ANSWER = `insert into nps_answers (user_id, score, comment) values ($1, $2, $3) on conflict do nothing returning score`

/** A product's reviews, the latest first. */
export const findReviews = async (database: Database, productId: number, limit: number, offset: number): Promise<ReviewPage> => {
  const [reviews, counted] = await Promise.all([
    database.query<Review>('reviews_page', PAGE, [productId, limit, offset]),
    database.query<{ total: number; average: number | null }>('reviews_count', COUNT, [productId]),
  ])
  return { reviews, total: counted[0]?.total ?? 0, average: counted[0]?.average ?? null }
}

const refusal = async (database: Database, productId: number, userId: number): Promise<RequestError> => {
  const reason = (await database.query<{ isKnown: boolean; isBought: boolean }>('review_refused', REASON, [productId, userId]))[0]
  if (!reason?.isKnown) return new RequestError(404, `There is no product ${productId}.`)
  if (!reason.isBought) return new RequestError(403, 'Those who bought a product review it; buy it first.')
  return new RequestError(409, 'You have reviewed this product already.')
}

/** Keeps the review of somebody who bought the product and paid; one a product. */
export const review = async (
  database: Database,
  userId: number,
  { productId, stars, text }: { readonly productId: number; readonly stars: number; readonly text: string },
): Promise<Omit<Review, 'author'>> => {
  const kept = (await database.query<Omit<Review, 'author'>>('review_keep', REVIEW, [productId, userId, stars, text]))[0]
  if (kept) return kept
  throw await refusal(database, productId, userId)
}

/** Keeps how likely the user is to recommend the shop, once a day. */
export const answerNps = async (database: Database, userId: number, score: number, comment: string): Promise<void> => {
  const kept = await database.query('nps_answer', ANSWER, [userId, score, comment])
  if (kept.length === 0) throw new RequestError(409, 'You have answered today; thank you. Ask yourself again tomorrow.')
}
