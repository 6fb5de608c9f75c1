import { seededRandom } from '../random.js'
import { DAY } from '../rhythm.js'
import { daysOf, expectedOrders, midnightOf, type Period } from './calendar.js'
import type { SeedUser } from './customers.js'
import type { SeedOrder } from './orders.js'

interface SeedTarget {
  readonly day: Date
  readonly revenueCents: number
}

interface SeedCost {
  readonly day: Date
  readonly channel: 'search' | 'social' | 'affiliates'
  readonly cents: number
}

/** Days ahead for which a target is set. */
const DAYS_AHEAD = 400
/** The target asks for a little less than the curve gives: a normal day reaches it. */
const AMBITION = 0.93
/** What a new customer cost on average. */
const CENTS_A_SIGN_UP = 2400
const CHANNELS = [
  ['search', 0.5],
  ['social', 0.35],
  ['affiliates', 0.15],
] as const

/** What each day is meant to bring: the curve's orders at the average value of the history's orders. */
export const seedTargets = (period: Period, orders: readonly SeedOrder[]): readonly SeedTarget[] => {
  const paid = orders.filter(({ paidAt }) => paidAt !== null)
  const kept = paid.filter(({ status }) => status !== 'refunded').reduce((sum, { totalCents }) => sum + totalCents, 0)
  const value = kept / orders.length
  const today = midnightOf(period.now)
  const days = [...daysOf(period), ...Array.from({ length: DAYS_AHEAD }, (_, index) => new Date(today + (index + 1) * DAY))]
  return days.map((day) => {
    const expected = expectedOrders(day, (today - day.getTime()) / DAY, period.perDay)
    return { day, revenueCents: Math.round(expected * value * AMBITION) }
  })
}

/** What was spent to win the users who signed up each day. */
export const seedCosts = (period: Period, users: readonly SeedUser[]): readonly SeedCost[] => {
  const random = seededRandom(1880)
  const signUps = new Map<number, number>()
  for (const { createdAt } of users) signUps.set(midnightOf(createdAt), (signUps.get(midnightOf(createdAt)) ?? 0) + 1)
  return daysOf(period).flatMap((day) =>
    CHANNELS.map(([channel, share]) => {
      const cents = Math.round((signUps.get(day.getTime()) ?? 0) * CENTS_A_SIGN_UP * share * (0.85 + 0.3 * random()))
      return { day, channel, cents }
    }),
  )
}
