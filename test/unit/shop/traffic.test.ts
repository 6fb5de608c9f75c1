import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../shop/random.js'
import { createPacer, pause } from '../../../shop/traffic/pacer.js'
import { createPeople, newcomer } from '../../../shop/traffic/people.js'
import { beaconOf } from '../../../shop/traffic/steps/vitals.js'
import { createTally, outcomeOf } from '../../../shop/traffic/tally.js'

describe('what an answer amounts to', () => {
  test.each([
    [200, undefined, 'done'],
    [101, undefined, 'done'],
    [0, undefined, 'unanswered'],
    [402, 'The payment was declined.', 'refused'],
    [404, 'There is no product 9 on sale.', 'refused'],
    [404, 'There is nothing at /api/auctions.', 'missing'],
    [405, undefined, 'missing'],
    [503, 'The database does not answer; try again in a moment.', 'failed'],
  ] as const)('%s %s is %s', (status, sentence, outcome) => expect(outcomeOf(status, sentence)).toBe(outcome))
})

test('the tally counts each step by outcome, and says once that the shop went and once that it came', () => {
  const said: string[] = []
  const tally = createTally(pino({ base: null }, { write: (line: string) => void said.push(String(JSON.parse(line).msg)) }))
  for (const status of [200, 200, 409]) tally.count('bid', status)
  for (const status of [0, 0, 200, 200]) tally.count('list', status)
  expect(tally.steps()).toEqual({ bid: { done: 2, refused: 1 }, list: { unanswered: 2, done: 2 } })
  expect([...tally.answers]).toEqual([
    [200, 4],
    [409, 1],
    [0, 2],
  ])
  expect(said).toEqual(['the shop does not answer; visitors wait', 'the shop answers again'])
})

describe('turns', () => {
  test('pauses have the mean of the rate and no giants', () => {
    const random = seededRandom(3)
    const pauses = Array.from({ length: 20_000 }, () => pause(random, 50))
    expect(pauses.reduce((sum, value) => sum + value, 0) / pauses.length).toBeCloseTo(20, 0)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(200)
  })

  test('the rate is read at each turn', async () => {
    let rate = 1000
    const takeTurn = createPacer(
      () => 0.5,
      () => rate,
    )
    const { signal } = new AbortController()
    const timed = async (turns: number) => {
      const startedAt = performance.now()
      for (let turn = 0; turn < turns; turn++) await takeTurn(signal)
      return performance.now() - startedAt
    }
    const fast = await timed(5)
    rate = 10
    expect(await timed(5)).toBeGreaterThan(fast + 200)
  })

  test('who waits for a turn is let go at the end', async () => {
    const stop = new AbortController()
    const waiting = createPacer(
      () => 0.99,
      () => 0.001,
    )(stop.signal)
    stop.abort()
    await expect(waiting).rejects.toThrow(/abort/i)
  })
})

describe('people', () => {
  const account = (id: number) => ({ id, email: `${id}@visitors.example`, password: 'x' })

  test('each is on one visit at a time', () => {
    const people = createPeople()
    people.comeBack(account(1))
    expect(people.leave(Math.random)?.id).toBe(1)
    expect(people.leave(Math.random)).toBeUndefined()
    people.comeBack(account(1))
    expect(people.size()).toBe(1)
  })

  test('they are bounded, and the longest at home is forgotten', () => {
    const people = createPeople()
    for (let id = 1; id <= 500; id++) people.comeBack(account(id))
    expect(people.size()).toBe(200)
    expect(people.leave(() => 0)?.id).toBe(301)
  })

  test('nobody writes to oneself', () => {
    const people = createPeople()
    people.comeBack(account(1))
    expect(people.other(Math.random, account(1))).toBeUndefined()
    people.comeBack(account(2))
    expect(people.other(Math.random, account(1))).toBe(2)
  })

  test('one at a time is at the door, whatever became of the one before', async () => {
    const { atTheDoor } = createPeople()
    const first = atTheDoor(async () => 'first')
    expect(await atTheDoor(async () => 'second')).toBeUndefined()
    expect(await first).toBe('first')
    await expect(atTheDoor(() => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer')
    expect(await atTheDoor(async () => 'third')).toBe('third')
  })

  test('passwords are made, never the same and long enough', () => {
    const random = seededRandom(1)
    const made = Array.from({ length: 100 }, () => newcomer(random))
    expect(new Set(made.map(({ password }) => password)).size).toBe(100)
    expect(new Set(made.map(({ email }) => email)).size).toBe(100)
    expect(made.every(({ password }) => password.length >= 20)).toBe(true)
  })
})

test('a beacon tells of a slow answer, and paints come in their order', () => {
  const beacons = (milliseconds: number) => Array.from({ length: 200 }, (_, seed) => beaconOf(seededRandom(seed), 'browse', milliseconds))
  for (const { values } of beacons(20)) {
    expect(values.TTFB).toBeGreaterThanOrEqual(20)
    expect(values.FCP).toBeGreaterThan(values.TTFB)
    expect(values.LCP).toBeGreaterThan(values.FCP)
    expect(values.CLS).toBeLessThan(0.1)
  }
  expect(beacons(3000).every(({ values }) => values.TTFB > 3000 && values.LCP > 3000)).toBe(true)
})
