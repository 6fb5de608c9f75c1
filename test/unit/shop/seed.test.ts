import { describe, expect, test } from 'vitest'
import { departments } from '../../../shop/seed/assortment.js'
import { expectedOrders, seasonOf } from '../../../shop/seed/calendar.js'
import { seedHistory } from '../../../shop/seed/history.js'
import { seedProducts } from '../../../shop/seed/products.js'

const now = new Date('2026-11-21T15:30:00Z')
const period = { days: 90, perDay: 80, now }
const products = seedProducts()
const history = seedHistory(period)
const { orders, users } = history
const days = (date: Date) => (now.getTime() - date.getTime()) / 86_400_000
const isPast = (date: Date | null) => date === null || date <= now

describe('the seeded assortment', () => {
  test('holds some 500 products in eight categories, no name or article number twice', () => {
    expect(products).toHaveLength(504)
    expect(new Set(products.map(({ category }) => category))).toEqual(new Set(departments.map(({ slug }) => slug)))
    expect(new Set(products.map(({ name }) => name)).size).toBe(504)
    expect(new Set(products.map(({ sku }) => sku)).size).toBe(504)
  })

  test('starts with a few products at their reorder level, well under the limit of ten', () => {
    const low = products.filter(({ stock, reorderLevel }) => stock <= reorderLevel)
    expect(low.length).toBeGreaterThan(0)
    expect(low.length).toBeLessThan(8)
  })

  test('is the same each time', () => expect(seedProducts()).toEqual(products))

  test('has prices as a shop has them, above what they cost', () => {
    for (const { priceCents, costCents } of products) {
      expect(priceCents).toBeGreaterThan(1000)
      expect(priceCents).toBeLessThan(40_000)
      expect(priceCents % 100).toBe(95)
      expect(costCents / priceCents).toBeGreaterThan(0.45)
      expect(costCents / priceCents).toBeLessThan(0.7)
    }
  })

  test('comes from nine suppliers, each with a good part of it', () => {
    const counts = new Map<number, number>()
    for (const { supplierId } of products) counts.set(supplierId, (counts.get(supplierId) ?? 0) + 1)
    expect(counts.size).toBe(9)
    for (const count of counts.values()) expect(count).toBeGreaterThan(40)
  })
})

describe('the seeded orders', () => {
  test('cover 90 days up to now, in time order, the last order placed now', () => {
    expect(orders.at(0)?.createdAt.toISOString().slice(0, 10)).toBe('2026-08-24')
    expect(orders.at(-1)?.createdAt).toEqual(now)
    expect(orders.every((order, index) => index === 0 || order.createdAt >= (orders[index - 1]?.createdAt ?? now))).toBe(true)
  })

  test('are the same for the same now', () => expect(seedHistory(period)).toEqual(history))

  test('evenings are busy and nights are not', () => {
    const at = (hour: number) => orders.filter(({ createdAt }) => createdAt.getUTCHours() === hour).length
    expect(at(20)).toBeGreaterThan(8 * at(4))
  })

  test('Sundays outsell Saturdays by about a half, and the half year doubles the orders', () => {
    const [sunday, saturday] = [expectedOrders(new Date('2026-11-22'), 0, 100), expectedOrders(new Date('2026-11-21'), 0, 100)]
    expect(sunday / saturday).toBeCloseTo(1.47, 2)
    expect(expectedOrders(new Date('2026-11-22'), 180, 100)).toBeCloseTo(sunday / 2, 6)
  })

  test('follow the season: more before Christmas than in June, most in the sale week, least right after the feast', () => {
    const season = (date: string) => seasonOf(new Date(date))
    expect(season('2026-12-10')).toBeGreaterThan(1.5 * season('2026-06-20'))
    expect(season('2026-11-27')).toBeGreaterThan(1.3 * season('2026-11-20'))
    expect(season('2026-12-27')).toBeLessThan(season('2026-06-20'))
  })

  test('total their items, and are settled after twelve days', () => {
    for (const order of orders) {
      expect(order.totalCents).toBe(order.items.reduce((sum, item) => sum + item.quantity * item.priceCents, 0))
      expect(order.items.length).toBeGreaterThan(0)
      if (days(order.createdAt) > 12) expect(['delivered', 'cancelled', 'refunded']).toContain(order.status)
    }
  })

  test('are sent by each of their suppliers, never before they are paid, and nothing lies ahead of now', () => {
    for (const { items, deliveries, status, paidAt, shippedAt, deliveredAt, closedAt } of orders) {
      if (status !== 'cancelled' && status !== 'paid') {
        expect(new Set(deliveries.map(({ supplierId }) => supplierId))).toEqual(new Set(items.map(({ supplierId }) => supplierId)))
      }
      for (const sent of deliveries) {
        expect(sent.shippedAt > (paidAt ?? now)).toBe(true)
        expect(isPast(sent.shippedAt) && isPast(sent.deliveredAt) && isPast(sent.failedAt)).toBe(true)
      }
      expect(isPast(paidAt) && isPast(shippedAt) && isPast(deliveredAt) && isPast(closedAt)).toBe(true)
    }
  })

  test('even one minute after midnight today has a paid order', () => {
    const early = seedHistory({ days: 3, perDay: 240, now: new Date('2026-11-21T00:01:00Z') }).orders
    expect(early.filter(({ createdAt }) => createdAt.getUTCDate() === 21).map(({ status }) => status)).toContain('paid')
  })
})

describe('the seeded customers', () => {
  const bought = new Map<number, Date[]>()
  for (const { userId, createdAt } of orders) if (userId !== null) bought.set(userId, [...(bought.get(userId) ?? []), createdAt])

  test('are there before they buy, and were last seen when they last bought', () => {
    for (const user of users.filter(({ email }) => email.endsWith('@mail.example'))) {
      const times = bought.get(user.id) ?? []
      expect(times.every((time) => time >= user.createdAt)).toBe(true)
      if (times.length > 0) expect(user.lastSeenAt).toEqual(times.at(-1))
    }
  })

  test('come again in part, and some go for good', () => {
    const old = users.filter(({ id, createdAt }) => days(createdAt) > 60 && days(createdAt) < 89 && bought.has(id))
    const returned = old.filter(({ id }) => (bought.get(id)?.length ?? 0) > 1)
    const gone = old.filter(({ lastSeenAt }) => days(lastSeenAt) > 30)
    expect(returned.length / old.length).toBeGreaterThan(0.4)
    expect(returned.length / old.length).toBeLessThan(0.8)
    expect(gone.length / old.length).toBeGreaterThan(0.2)
    expect(gone.length / old.length).toBeLessThan(0.8)
  })

  test('are brought by friends in part, each friend there before them', () => {
    const brought = users.filter(({ referredBy }) => referredBy !== null)
    expect(brought.length / users.length).toBeCloseTo(0.15, 1)
    expect(brought.every(({ id, referredBy }) => (referredBy ?? id) < id)).toBe(true)
  })

  test('have the three whom the demo signs in', () => {
    const demo = users.filter(({ email }) => email.endsWith('@shop.example')).map(({ email, role }) => [email, role])
    expect(demo).toEqual([
      ['admin@shop.example', 'administrator'],
      ['buyer@shop.example', 'buyer'],
      ['supplier@shop.example', 'supplier'],
    ])
  })

  test('judge well on the whole: over 4.5 stars, more promoters than detractors', () => {
    const stars = history.reviews.reduce((sum, review) => sum + review.stars, 0) / history.reviews.length
    expect(stars).toBeGreaterThan(4.5)
    expect(stars).toBeLessThan(4.9)
    const share = (test: (score: number) => boolean) => history.answers.filter(({ score }) => test(score)).length / history.answers.length
    expect(share((score) => score >= 9) - share((score) => score <= 6)).toBeGreaterThan(0.3)
  })

  test('bid upwards in auctions that have ended', () => {
    for (const { bids, endsAt, startsAt, startCents } of history.auctions) {
      expect(endsAt < now && startsAt < endsAt).toBe(true)
      expect(bids[0]?.amountCents ?? startCents).toBe(startCents)
      expect(bids.every((bid, index) => index === 0 || bid.amountCents > (bids[index - 1]?.amountCents ?? 0))).toBe(true)
    }
  })
})

describe('the seeded targets', () => {
  test('are reached by a normal week, and set for a year ahead', () => {
    const revenue = orders
      .filter(({ createdAt, status }) => days(createdAt) > 1 && days(createdAt) < 29 && status !== 'cancelled' && status !== 'refunded')
      .reduce((sum, { totalCents }) => sum + totalCents, 0)
    const target = history.targets
      .filter(({ day }) => days(day) > 1 && days(day) < 29)
      .reduce((sum, { revenueCents }) => sum + revenueCents, 0)
    expect(revenue / target).toBeGreaterThan(0.95)
    expect(revenue / target).toBeLessThan(1.2)
    expect(history.targets.at(-1)?.day.getTime()).toBeGreaterThan(now.getTime() + 365 * 86_400_000)
  })
})
