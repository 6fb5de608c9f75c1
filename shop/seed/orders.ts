import { between, pickWeighted, seededRandom, type Random } from '../random.js'
import type { SeedProduct } from './products.js'

type SeedStatus = 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'refunded'

interface SeedItem {
  readonly productId: number
  readonly quantity: number
  readonly priceCents: number
}

export interface SeedOrder {
  readonly id: number
  readonly status: SeedStatus
  readonly createdAt: Date
  readonly totalCents: number
  readonly method: 'card' | 'paypal' | 'invoice'
  readonly items: readonly SeedItem[]
}

export interface History {
  readonly days: number
  /** Orders of an average day in the middle of the history. */
  readonly perDay: number
  readonly now: Date
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const METHODS = ['card', 'paypal', 'invoice'] as const

/** How busy each hour of the day is (UTC): asleep at four, a hump at noon, the peak after supper. */
const HOURS = [3, 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 11, 10, 9, 8, 8, 9, 11, 14, 15, 13, 9, 5] as const
/** How busy each day of the week is, from Sunday: people order on Sunday evening and Monday, not on Saturday. */
const WEEKDAYS = [1.25, 1.1, 1, 0.95, 0.95, 0.9, 0.85] as const

/**
 * Orders of one day before chance: the day of the week and a slow growth, 30 % over the history.
 *
 * @example expectedOrders(new Date('2026-11-22'), 0.5, 100) // 125, a Sunday in the middle of the history
 */
export const expectedOrders = (day: Date, progress: number, perDay: number): number =>
  perDay * (WEEKDAYS[day.getUTCDay()] ?? 1) * (0.85 + 0.3 * progress)

const statusAt = (random: Random, ageHours: number): SeedStatus => {
  if (ageHours < 1) return 'paid'
  if (ageHours < 24) return 'shipped'
  const chance = random()
  if (chance < 0.03) return 'cancelled'
  return chance < 0.05 ? 'refunded' : 'delivered'
}

/** Popular products come first: a square law over their order. */
const itemsOf = (random: Random, products: readonly SeedProduct[]): readonly SeedItem[] => {
  const chosen = Array.from({ length: between(random, 1, 3) }, () => products[Math.floor(random() ** 2 * products.length)])
  return [...new Set(chosen)].flatMap((product) =>
    product ? [{ productId: product.id, quantity: random() < 0.85 ? 1 : 2, priceCents: product.priceCents }] : [],
  )
}

const orderAt = (random: Random, id: number, createdAt: Date, now: Date, products: readonly SeedProduct[]): SeedOrder => {
  const items = itemsOf(random, products)
  return {
    id,
    status: statusAt(random, (now.getTime() - createdAt.getTime()) / HOUR),
    createdAt,
    items,
    totalCents: items.reduce((sum, item) => sum + item.quantity * item.priceCents, 0),
    method: METHODS[pickWeighted(random, [6, 3, 1])] ?? 'card',
  }
}

const dayTimes = (random: Random, day: Date, progress: number, perDay: number): readonly Date[] => {
  const count = Math.round(expectedOrders(day, progress, perDay) * (0.9 + 0.2 * random()))
  return Array.from({ length: count }, () => new Date(day.getTime() + (pickWeighted(random, HOURS) + random()) * HOUR))
}

/**
 * The orders of the days before `now`, in time order, the last one placed at `now`, so that today is never without
 * revenue. The same `now` gives the same orders.
 */
export const seedOrders = ({ days, perDay, now }: History, products: readonly SeedProduct[]): readonly SeedOrder[] => {
  const random = seededRandom(1876)
  const today = Math.floor(now.getTime() / DAY) * DAY
  const times = Array.from({ length: days }, (_, index) =>
    dayTimes(random, new Date(today - (days - 1 - index) * DAY), index / days, perDay),
  ).flat()
  const past = times.filter((time) => time < now).toSorted((left, right) => left.getTime() - right.getTime())
  return [...past, now].map((time, index) => orderAt(random, index + 1, time, now, products))
}
