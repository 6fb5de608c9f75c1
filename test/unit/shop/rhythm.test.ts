import { describe, expect, test } from 'vitest'
import { BUSIEST, busyness } from '../../../shop/rhythm.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (text: string) => busyness(new Date(text))
/** The mean over a span, a value each quarter of an hour. */
const meanFrom = (start: string, days: number): number => {
  const quarters = Array.from({ length: days * 96 }, (_, index) => busyness(new Date(Date.parse(start) + index * (HOUR / 4))))
  return quarters.reduce((sum, value) => sum + value, 0) / quarters.length
}

describe('how busy a shop is', () => {
  test('its mean over a year is 1, leap years too', () => {
    expect(meanFrom('2026-01-01T00:00:00Z', 365)).toBeCloseTo(1, 2)
    expect(meanFrom('2028-01-01T00:00:00Z', 366)).toBeCloseTo(1, 2)
  })

  test('a week in the middle of April is near the mean, a day near its own', () => {
    expect(meanFrom('2026-04-13T00:00:00Z', 7)).toBeGreaterThan(0.9)
    expect(meanFrom('2026-04-13T00:00:00Z', 7)).toBeLessThan(1)
    expect(meanFrom('2026-04-15T00:00:00Z', 1) / meanFrom('2026-04-13T00:00:00Z', 7)).toBeCloseTo(1, 1)
  })

  test('evenings have over two and a half times the visitors of the night', () => {
    expect(at('2026-11-18T20:30:00Z') / at('2026-11-18T04:30:00Z')).toBeGreaterThan(2.5)
  })

  test('a Sunday has more than the Saturday before, December more than July', () => {
    expect(meanFrom('2026-11-22T00:00:00Z', 1) / meanFrom('2026-11-21T00:00:00Z', 1)).toBeGreaterThan(1.2)
    expect(meanFrom('2026-12-07T00:00:00Z', 7) / meanFrom('2026-07-13T00:00:00Z', 7)).toBeGreaterThan(1.6)
  })

  test('no moment is a step: a minute changes it by less than one in a hundred', () => {
    const minutes = Array.from({ length: 9 * 1440 }, (_, index) => busyness(new Date(Date.parse('2026-12-25T00:00:00Z') + index * 60_000)))
    const steps = minutes.slice(1).map((value, index) => Math.abs(value / (minutes[index] ?? value) - 1))
    expect(Math.max(...steps)).toBeLessThan(0.01)
  })

  test('it stays between what nights can be judged by and the busiest moment', () => {
    const hours = Array.from({ length: 366 * 24 }, (_, index) => busyness(new Date(Date.parse('2026-01-01T00:30:00Z') + index * HOUR)))
    expect(Math.min(...hours)).toBeGreaterThan(0.4)
    expect(Math.max(...hours)).toBeLessThanOrEqual(BUSIEST)
    expect(Math.max(...hours)).toBeGreaterThan(BUSIEST * 0.8)
  })

  test('the same moment is the same', () => {
    expect(at('2026-11-22T20:30:00Z')).toBe(busyness(new Date(Date.parse('2026-11-15T20:30:00Z') + 7 * DAY)))
  })
})
