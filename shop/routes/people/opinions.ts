import { schemaOf } from '../../../configuration/index.js'
import { answerNps, findReviews, review } from '../../domain/people/opinions.js'
import type { Services } from '../../services.js'
import { requireUser } from '../authorize.js'
import type { Route } from '../route.js'
import { bodyReader, queryReader, readId } from '../validation.js'
import { paging } from './paging.js'

/** PostgreSQL keeps every character but this one. */
const words = { type: 'string', pattern: '^[^\\u0000]{0,2000}$' } as const

const readReview = bodyReader(
  schemaOf({
    type: 'object',
    properties: { stars: { type: 'integer', minimum: 1, maximum: 5 }, text: words },
    required: ['stars'],
    additionalProperties: false,
  } as const),
)
const readAnswer = bodyReader(
  schemaOf({
    type: 'object',
    properties: { score: { type: 'integer', minimum: 0, maximum: 10 }, comment: words },
    required: ['score'],
    additionalProperties: false,
  } as const),
)
const readPage = queryReader(schemaOf({ type: 'object', properties: paging, required: [], additionalProperties: false } as const))

type Handler = (services: Services) => Route['handle']

const list: Handler =
  ({ database }) =>
  async (context) => {
    const { limit = 20, offset = 0 } = readPage(context)
    const page = await findReviews(database, readId(context.params['id']), limit, offset)
    context.body = { ...page, limit, offset }
  }

const keep: Handler = (services) => async (context) => {
  const { stars, text = '' } = readReview(context)
  const productId = readId(context.params['id'])
  const user = await requireUser(services, context)
  const kept = await review(services.database, user.id, { productId, stars, text })
  services.events.review(stars)
  context.status = 201
  context.body = { review: { ...kept, author: user.name } }
}

const answer: Handler = (services) => async (context) => {
  const { score, comment = '' } = readAnswer(context)
  const user = await requireUser(services, context)
  await answerNps(services.database, user.id, score, comment)
  services.events.npsAnswer(score)
  context.status = 201
  context.body = { answer: { score } }
}

export const opinionRoutes = (services: Services): readonly Route[] => [
  { method: 'get', path: '/api/products/:id/reviews', handle: list(services) },
  { method: 'post', path: '/api/products/:id/reviews', handle: keep(services) },
  { method: 'post', path: '/api/nps', handle: answer(services) },
]
