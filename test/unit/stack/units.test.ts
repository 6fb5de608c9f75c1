import { expect, test } from 'vitest'
import { refuseTangles } from '../../../stack/units.js'
import { lineOf } from '../../../stack/up.js'
import type { Unit } from '../../../stack/supervise.js'

const unit = (name: string, ...dependsOn: readonly string[]): Pick<Unit, 'name' | 'dependsOn'> => ({ name, dependsOn })

test('a plan whose processes can be put in an order is taken', () => {
  expect(() => refuseTangles([unit('c', 'a', 'b'), unit('b', 'a'), unit('a')])).not.toThrow()
})

test.each([
  ['a circle', [unit('a', 'b'), unit('b', 'c'), unit('c', 'a'), unit('d')], 'wait for each other: a, b, c'],
  ['an unknown dependency', [unit('a', 'nobody')], 'a depends on nobody'],
  ['a name used twice', [unit('a'), unit('a')], 'names a process twice'],
])('%s is refused', (_, units, message) => {
  expect(() => refuseTangles(units)).toThrow(message)
})

test('a person reads one line a change, and none of a process that waits', () => {
  const shop: Unit = {
    ...unit('shop'),
    what: 'shop',
    prepare: () => Promise.reject(new Error('')),
    ready: async () => undefined,
    patience: 1,
  }
  expect(lineOf({ unit: shop, state: 'up', restarts: 0, seconds: 1.234 }, 6)).toBe('  shop    up after 1.2 s')
  expect(lineOf({ unit: shop, state: 'failed', restarts: 0, reason: 'redis failed' }, 4)).toBe('  shop  failed: redis failed')
  expect(lineOf({ unit: shop, state: 'waiting', restarts: 0 }, 4)).toBeUndefined()
})
