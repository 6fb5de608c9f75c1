import { between, pick, pickWeighted, seededRandom, type Random } from '../random.js'
import { DAY, HOUR } from '../rhythm.js'
import { midnightOf } from './calendar.js'
import { userOfSupplier } from './customers.js'
import type { SeedOrder } from './orders.js'
import { seedSuppliers } from './suppliers.js'

interface SeedReview {
  readonly userId: number
  readonly productId: number
  readonly stars: number
  readonly text: string
  readonly createdAt: Date
}

interface SeedAnswer {
  readonly userId: number
  readonly score: number
  readonly createdAt: Date
}

interface SeedMessage {
  readonly senderId: number
  readonly receiverId: number
  readonly text: string
  readonly createdAt: Date
  readonly readAt: Date | null
}

interface SeedSample {
  readonly userId: number
  readonly productId: number
  readonly createdAt: Date
  readonly sentAt: Date | null
}

export interface SeedOpinions {
  readonly reviews: readonly SeedReview[]
  readonly answers: readonly SeedAnswer[]
  readonly messages: readonly SeedMessage[]
  readonly samples: readonly SeedSample[]
}

const REVIEWED_SHARE = 0.12
const ANSWERED_SHARE = 0.05
const ASKED_SHARE = 0.04
const SAMPLE_SHARE = 0.04
const SAMPLE_DAYS = 3

const PRAISE = ['Just as described.', 'Well made, quick delivery.', 'I would buy it again.', 'A present that was liked.'] as const
const DOUBT = ['Good, but smaller than I thought.', 'Fine for the price.', 'The colour is darker than in the picture.'] as const
const BLAME = ['It came late and scratched.', 'Not what I ordered.', 'It broke in the first week.'] as const
const QUESTIONS = [
  'When will my order arrive?',
  'Do you have this in another size?',
  'Can I change the address?',
  'May it be washed?',
] as const
const REPLIES = [
  'It is on its way.',
  'Yes, until it is shipped.',
  'I am looking into it and will write tomorrow.',
  'Yes, at thirty degrees.',
] as const

/** An order that has reached somebody who is known. */
interface Received {
  readonly userId: number
  readonly at: number
  readonly productId: number
  readonly supplierId: number
}

const receivedOf = ({ userId, deliveredAt, items }: SeedOrder): readonly Received[] => {
  const first = items[0]
  return userId !== null && deliveredAt && first ? [{ userId, at: deliveredAt.getTime(), ...first }] : []
}

/** Keeps the first of those that have the same key. */
const firstOfEach = <T>(rows: readonly T[], keyOf: (row: T) => string): readonly T[] =>
  [...new Map(rows.toReversed().map((row) => [keyOf(row), row])).values()].toReversed()

const wordsFor = (random: Random, stars: number): string => pick(random, stars >= 4 ? PRAISE : stars === 3 ? DOUBT : BLAME)

const reviewOf = (random: Random, { userId, productId, supplierId, at }: Received): SeedReview => {
  const loved = (seedSuppliers[supplierId - 1]?.stars ?? 4.6) - 4
  const stars = random() < loved ? 5 : 5 - pickWeighted(random, [0.25, 0.6, 0.1, 0.03, 0.02])
  return { userId, productId, stars, text: wordsFor(random, stars), createdAt: new Date(at + between(random, 6, 96) * HOUR) }
}

/** Opinion grows slowly better over the history. */
const answerOf = (random: Random, { userId, at }: Received): SeedAnswer => {
  const group = pickWeighted(random, [0.58, 0.29, 0.13])
  const score = group === 0 ? between(random, 9, 10) : group === 1 ? between(random, 7, 8) : between(random, 0, 6)
  return { userId, score, createdAt: new Date(at + between(random, 12, 72) * HOUR) }
}

const talkOf = (random: Random, { userId, supplierId, at }: Received): readonly SeedMessage[] => {
  const supplier = userOfSupplier(supplierId)
  const handling = seedSuppliers[supplierId - 1]?.handlingHours ?? 12
  const asked = at - between(random, 4, 20) * HOUR
  const replied = asked + Math.floor(handling * (0.1 + 0.5 * random()) * HOUR)
  const question = {
    senderId: userId,
    receiverId: supplier,
    text: pick(random, QUESTIONS),
    createdAt: new Date(asked),
    readAt: new Date(replied),
  }
  return [question, { senderId: supplier, receiverId: userId, text: pick(random, REPLIES), createdAt: new Date(replied), readAt: null }]
}

const sampleOf = (random: Random, { userId, productId, at }: Received, now: Date): SeedSample => {
  const createdAt = at - between(random, 5, 9) * DAY
  const sentAt = createdAt + between(random, 8, 24 * SAMPLE_DAYS) * HOUR
  // Two of three like the sample and buy; the third had asked for another product.
  const asked = random() < 0.67 ? productId : (productId % 500) + 1
  return { userId, productId: asked, createdAt: new Date(createdAt), sentAt: sentAt <= now.getTime() ? new Date(sentAt) : null }
}

/** What customers said once their orders had arrived, none of it later than `now`. */
export const seedOpinions = (orders: readonly SeedOrder[], now: Date): SeedOpinions => {
  const random = seededRandom(1878)
  const received = orders.flatMap(receivedOf)
  const some = (share: number) => received.filter(() => random() < share)
  const isPast = ({ createdAt }: { readonly createdAt: Date }): boolean => createdAt <= now
  return {
    reviews: firstOfEach(
      some(REVIEWED_SHARE)
        .map((one) => reviewOf(random, one))
        .filter(isPast),
      (row) => `${row.userId}:${row.productId}`,
    ),
    answers: firstOfEach(
      some(ANSWERED_SHARE)
        .map((one) => answerOf(random, one))
        .filter(isPast),
      (row) => `${row.userId}:${midnightOf(row.createdAt)}`,
    ),
    messages: some(ASKED_SHARE)
      .flatMap((one) => talkOf(random, one))
      .filter(isPast),
    samples: firstOfEach(
      some(SAMPLE_SHARE).map((one) => sampleOf(random, one, now)),
      (row) => `${row.userId}:${row.productId}`,
    ),
  }
}
