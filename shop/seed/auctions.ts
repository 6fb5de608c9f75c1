import { between, seededRandom, type Random } from '../random.js'
import { DAY, HOUR } from '../rhythm.js'
import { daysOf, type Period } from './calendar.js'
import type { SeedUser } from './customers.js'
import type { SeedProduct } from './products.js'

interface SeedBid {
  readonly userId: number
  readonly amountCents: number
  readonly createdAt: Date
}

export interface SeedAuction {
  readonly id: number
  readonly productId: number
  readonly startCents: number
  readonly incrementCents: number
  readonly startsAt: Date
  readonly endsAt: Date
  readonly bids: readonly SeedBid[]
}

const PER_DAY = 5
const UNSOLD_SHARE = 0.1

/** Bids that rise by one or two steps, spread over the auction's time. */
const bidsOf = (random: Random, auction: Omit<SeedAuction, 'bids'>, buyers: readonly SeedUser[]): readonly SeedBid[] => {
  const count = random() < UNSOLD_SHARE ? 0 : between(random, 2, 14)
  const length = auction.endsAt.getTime() - auction.startsAt.getTime()
  const steps = Array.from({ length: count }, () => between(random, 1, 2))
  return steps.flatMap((_, index) => {
    const bidder = buyers[Math.floor(random() * buyers.length)]
    const climbed = steps.slice(1, index + 1).reduce((sum, step) => sum + step, 0)
    const createdAt = new Date(auction.startsAt.getTime() + Math.floor((length * (index + random())) / count))
    return bidder ? [{ userId: bidder.id, amountCents: auction.startCents + climbed * auction.incrementCents, createdAt }] : []
  })
}

/** Auctions that have ended in the days before `now`; those that are open are the auction job's to start. */
export const seedAuctions = (period: Period, products: readonly SeedProduct[], users: readonly SeedUser[]): readonly SeedAuction[] => {
  const random = seededRandom(1879)
  const buyers = users.filter(({ role }) => role === 'buyer')
  return daysOf(period)
    .flatMap((day) => Array.from({ length: PER_DAY }, () => new Date(day.getTime() + Math.floor(random() * DAY))))
    .filter((endsAt) => endsAt < period.now)
    .flatMap((endsAt) =>
      products
        .slice(Math.floor(random() * products.length))
        .slice(0, 1)
        .map((product) => ({ endsAt, product })),
    )
    .map(({ endsAt, product }, index) => {
      const startsAt = new Date(endsAt.getTime() - between(random, 2, 20) * HOUR)
      const startCents = Math.round(product.priceCents * 0.4)
      const auction = { id: index + 1, productId: product.id, startCents, incrementCents: Math.ceil(startCents / 20), startsAt, endsAt }
      return { ...auction, bids: bidsOf(random, auction, buyers) }
    })
}
