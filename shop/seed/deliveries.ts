import { pickWeighted, type Random } from '../random.js'
import { DAY, HOUR } from '../rhythm.js'
import { seedSuppliers } from './suppliers.js'

export interface SeedDelivery {
  readonly supplierId: number
  readonly carrier: (typeof CARRIERS)[number]
  readonly shippedAt: Date
  readonly promisedAt: Date
  readonly failedAt: Date | null
  readonly deliveredAt: Date | null
}

const CARRIERS = ['dhl', 'ups', 'gls', 'post'] as const
const FAILED_SHARE = 0.012

const past = (time: number, now: Date): Date | null => (time <= now.getTime() ? new Date(time) : null)

const deliveryOf = (random: Random, paidAt: Date, supplierId: number, now: Date): SeedDelivery | null => {
  const { handlingHours = 12, lateShare = 0 } = seedSuppliers[supplierId - 1] ?? {}
  const shippedAt = past(paidAt.getTime() + Math.floor(handlingHours * (0.4 + 1.2 * random()) * HOUR), now)
  if (!shippedAt) return null
  const promised = shippedAt.getTime() + 3 * DAY
  const arrival =
    random() < lateShare ? promised + Math.floor((2 + 46 * random()) * HOUR) : promised - Math.floor((4 + 46 * random()) * HOUR)
  const fails = random() < FAILED_SHARE
  return {
    supplierId,
    carrier: CARRIERS[pickWeighted(random, [5, 2, 2, 1])] ?? 'dhl',
    shippedAt,
    promisedAt: new Date(promised),
    failedAt: fails ? past(arrival, now) : null,
    deliveredAt: past(fails ? arrival + DAY : arrival, now),
  }
}

/** What each supplier has sent by `now`; null where it has not yet. */
export const deliveriesOf = (random: Random, paidAt: Date, suppliers: readonly number[], now: Date): readonly (SeedDelivery | null)[] =>
  suppliers.map((supplierId) => deliveryOf(random, paidAt, supplierId, now))
