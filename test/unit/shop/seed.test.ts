import { describe, expect, test } from 'vitest'
import { departments } from '../../../shop/seed/assortment.js'
import { expectedOrders, seedOrders } from '../../../shop/seed/orders.js'
import { seedProducts } from '../../../shop/seed/products.js'

const now = new Date('2026-11-21T15:30:00Z')
const products = seedProducts()
const orders = seedOrders({ days: 90, perDay: 240, now }, products)
const hours = (date: Date) => (now.getTime() - date.getTime()) / 3_600_000

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

  test('has prices as a shop has them', () => {
    for (const { priceCents } of products) {
      expect(priceCents).toBeGreaterThan(1000)
      expect(priceCents).toBeLessThan(40_000)
      expect(priceCents % 100).toBe(95)
    }
  })
})

describe('the seeded history', () => {
  test('covers 90 days up to now, in time order, the last order placed now', () => {
    expect(orders.at(0)?.createdAt.toISOString().slice(0, 10)).toBe('2026-08-24')
    expect(orders.at(-1)?.createdAt).toEqual(now)
    expect(orders.every((order, index) => index === 0 || order.createdAt >= (orders[index - 1]?.createdAt ?? now))).toBe(true)
    expect(orders.length / 90).toBeCloseTo(240, -2)
  })

  test('is the same for the same now', () => expect(seedOrders({ days: 90, perDay: 240, now }, products)).toEqual(orders))

  test('evenings are busy and nights are not', () => {
    const at = (hour: number) => orders.filter(({ createdAt }) => createdAt.getUTCHours() === hour).length
    expect(at(20)).toBeGreaterThan(8 * at(4))
  })

  test('Sundays outsell Saturdays by about a half', () => {
    const [sunday, saturday] = [expectedOrders(new Date('2026-11-22'), 0.5, 100), expectedOrders(new Date('2026-11-21'), 0.5, 100)]
    expect(sunday).toBe(125)
    expect(sunday / saturday).toBeCloseTo(1.47, 2)
  })

  test('an order totals its items, and old ones are settled', () => {
    for (const order of orders) {
      expect(order.totalCents).toBe(order.items.reduce((sum, item) => sum + item.quantity * item.priceCents, 0))
      expect(order.items.length).toBeGreaterThan(0)
      if (hours(order.createdAt) > 24) expect(['delivered', 'cancelled', 'refunded']).toContain(order.status)
    }
  })

  test('even one minute after midnight today has a paid order', () => {
    const early = seedOrders({ days: 3, perDay: 240, now: new Date('2026-11-21T00:01:00Z') }, products)
    expect(early.filter(({ createdAt }) => createdAt.getUTCDate() === 21).map(({ status }) => status)).toContain('paid')
  })
})
