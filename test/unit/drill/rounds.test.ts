import { describe, expect, test } from 'vitest'
import { limits } from '../../../definition/thresholds/index.js'
import { roundsOf } from '../../../drill/index.js'
import { faultSwitches } from '../../../shop/index.js'

type Fault = Parameters<typeof roundsOf>[0][number]

const fault = (name: string, fires: readonly string[], more: Partial<Fault> = {}): Fault => ({ name, does: '', fires, spares: [], ...more })
const waits = new Map([
  ['Quick', 60],
  ['Slow', 1800],
])
const namesIn = (faults: readonly Fault[]) => roundsOf(faults, waits).map((round) => round.map(({ name }) => name))

describe('faults share a round', () => {
  test('when they have no alert in common, and the one that waits longest is first', () => {
    const faults = [fault('quick', ['Quick']), fault('slow', ['Slow'], { spares: ['Other'] }), fault('undefined', ['Nothing'])]
    expect(namesIn(faults)).toEqual([['slow', 'quick', 'undefined']])
  })

  test.each([
    ['fires the same', fault('other', ['Quick'])],
    ['echoes it', fault('other', ['Slow'], { echoes: ['Quick'] })],
    ['must leave it silent', fault('other', ['Slow'], { spares: ['Quick'] })],
    ['says that it must be alone', fault('other', ['Slow'], { alone: 'It stops the machine.' })],
  ])('unless one of them %s', (_, other) => {
    const quick = fault('quick', ['Quick'])
    for (const faults of [
      [quick, other],
      [other, quick],
    ])
      expect(namesIn(faults).toSorted()).toEqual([['other'], ['quick']])
  })
})

test('rounds whose faults are compared with the hour before come last', () => {
  const faults = [fault('past', ['Slow'], { needsPast: true }), fault('beside', ['Other']), fault('quick', ['Quick'], { alone: 'So.' })]
  expect(namesIn(faults)).toEqual([['quick'], ['past', 'beside']])
})

describe('the rounds of the shop', () => {
  const rounds = roundsOf(faultSwitches, new Map(limits.map(({ name, levels }) => [name, levels.length])))

  test('hold every fault once', () => {
    expect(rounds.flatMap((round) => round.map(({ name }) => name)).toSorted()).toEqual(faultSwitches.map(({ name }) => name).toSorted())
  })

  test('hold no alert twice, and none that a neighbour must leave silent', () => {
    for (const round of rounds) {
      for (const { name, fires, echoes = [], spares } of round) {
        const others = round.filter((other) => other.name !== name)
        const raised = new Set(others.flatMap((other) => [...other.fires, ...(other.echoes ?? [])]))
        expect([name, [...fires, ...echoes, ...spares].filter((alert) => raised.has(alert))]).toEqual([name, []])
      }
    }
  })

  test('are as few as can be: of each round one fault can go with none of the other rounds', () => {
    const cannotShare = (one: Fault, other: Fault): boolean => roundsOf([one, other], new Map()).length === 2
    const oneOfEach = (rest: typeof rounds, taken: readonly Fault[]): boolean => {
      const [round, ...later] = rest
      return (
        round === undefined || round.some((one) => taken.every((other) => cannotShare(one, other)) && oneOfEach(later, [...taken, one]))
      )
    }
    expect(oneOfEach(rounds, [])).toBe(true)
    expect(rounds.length).toBeLessThan(faultSwitches.length)
  })

  test('end with those that need a past, the rush of visitors last of all', () => {
    expect(rounds.slice(-2).map((round) => round.some(({ needsPast }) => needsPast))).toEqual([true, true])
    expect(rounds.at(-1)?.map(({ name }) => name)).toEqual(['traffic-spike'])
  })

  test('leave by itself whatever changes load or latency for all', () => {
    const alone = rounds.filter((round) => round.length === 1).flatMap((round) => round.map(({ name }) => name))
    expect(alone).toEqual(
      expect.arrayContaining(['traffic-spike', 'slow-database', 'exhausted-pool', 'memory-leak', 'bad-release', 'cache-gone', 'errors']),
    )
  })
})
