import { expect, test } from 'vitest'
import { count, percent } from '../../../definition/promql/index.js'
import type { Condition } from '../../../definition/thresholds/index.js'
import { beside } from '../../../generator/emit/tests/level-tests.js'

const below = (share: number): Condition => ({ record: 'r', comparison: 'below', value: percent(share) }) as unknown as Condition

test('just short of a limit near 100 % is still a share of the whole', () => {
  expect(beside(below(99.9), -1)).toBeGreaterThan(0.999)
  expect(beside(below(99.9), -1)).toBeLessThan(1)
})

test('both sides of a limit lie closer to it than the 1 % by which it might be moved', () => {
  for (const share of [0.1, 2, 50, 85, 99, 99.9]) {
    for (const side of [-1, 1] as const) {
      const distance = Math.abs(beside(below(share), side) - share / 100)
      expect(distance).toBeGreaterThan(0)
      expect(distance).toBeLessThan(share / 10_000)
    }
  }
})

test('nothing that is counted goes under none', () => {
  const none = { record: 'r', comparison: 'above', value: count(0) } as unknown as Condition
  expect([beside(none, -1), beside(none, 0), beside(none, 1)]).toEqual([0, 0, 0.005])
})
