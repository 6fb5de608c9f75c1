import { describe, expect, test } from 'vitest'
import { between, evenly, pickWeighted, seededRandom } from '../../../shop/random.js'

describe('pseudo-random numbers', () => {
  test('the same seed gives the same numbers, another seed others', () => {
    const take = (seed: number) => Array.from({ length: 5 }, seededRandom(seed))
    expect(take(7)).toEqual(take(7))
    expect(take(7)).not.toEqual(take(8))
  })

  test('numbers fill the range evenly', () => {
    const random = seededRandom(1)
    const counts = new Map<number, number>()
    for (let index = 0; index < 6000; index++) {
      const value = between(random, 1, 6)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    expect([...counts.keys()].toSorted()).toEqual([1, 2, 3, 4, 5, 6])
    for (const count of counts.values()) expect(count).toBeGreaterThan(880)
  })

  test('a choice falls as often as its weight says', () => {
    const random = seededRandom(2)
    const chosen = Array.from({ length: 4000 }, () => pickWeighted(random, [6, 3, 1]))
    expect(chosen.filter((index) => index === 0).length / 4000).toBeCloseTo(0.6, 1)
    expect(chosen.filter((index) => index === 2).length / 4000).toBeCloseTo(0.1, 1)
  })
})

describe('an evenly spread share', () => {
  test('a fifth hits every fifth call and no other', () => {
    const isHit = evenly()
    const hits = Array.from({ length: 10 }, () => isHit(0.2))
    expect(hits).toEqual([false, false, false, false, true, false, false, false, false, true])
  })

  test('a small share never hits twice among few calls: 0.3 % leaves any 100 calls at 99 % or better', () => {
    const isHit = evenly()
    const hits = Array.from({ length: 2000 }, () => isHit(0.003))
    const worst = Math.max(...hits.map((_, start) => hits.slice(start, start + 100).filter(Boolean).length))
    expect(worst).toBe(1)
    expect(hits.filter(Boolean)).toHaveLength(6)
  })

  test('a share of one hits always, of nothing never', () => {
    const isHit = evenly()
    expect([isHit(1), isHit(1), isHit(0), isHit(0)]).toEqual([true, true, false, false])
  })
})
