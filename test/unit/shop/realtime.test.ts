import { expect, test } from 'vitest'
import { createBreaker } from '../../../shop/domain/currency/breaker.js'
import { createOutbox } from '../../../shop/realtime/outbox.js'
import { ratesAt } from '../../../shop/rates/rates.js'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('an outbox sends in order, so many a turn, and nothing at once', async () => {
  const sent: number[] = []
  const outbox = createOutbox(3)
  for (let index = 0; index < 7; index++) outbox(() => sent.push(index))
  expect(sent).toEqual([])
  await turn()
  expect(sent).toEqual([0, 1, 2])
  outbox(() => sent.push(7))
  await turn()
  await turn()
  expect(sent).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  outbox(() => sent.push(8))
  await turn()
  expect(sent.at(-1)).toBe(8)
})

test('a breaker opens after failures in a row alone, tries once a pause, and closes with a success', () => {
  let now = 0
  const breaker = createBreaker({ failures: 2, pauseSeconds: 10, now: () => now })
  breaker.failed()
  breaker.succeeded()
  breaker.failed()
  expect([breaker.isOpen(), breaker.allows()]).toEqual([false, true])
  breaker.failed()
  expect([breaker.isOpen(), breaker.allows()]).toEqual([true, false])
  now = 10_000
  expect([breaker.allows(), breaker.allows()]).toEqual([true, false])
  breaker.failed()
  now = 19_999
  expect(breaker.allows()).toBe(false)
  now = 20_000
  expect(breaker.allows()).toBe(true)
  breaker.succeeded()
  expect([breaker.isOpen(), breaker.allows(), breaker.allows()]).toEqual([false, true, true])
})

test('the stand-in gives the same rates in the same minute, and none that moves by more than two percent', () => {
  const [first, second] = [ratesAt(new Date('2026-11-21T10:00:01Z')), ratesAt(new Date('2026-11-21T10:00:59Z'))]
  expect(first).toEqual(second)
  for (let day = 0; day < 400; day++) {
    const { USD = 0 } = ratesAt(new Date(Date.UTC(2026, 0, day))).rates as Record<string, number>
    expect(Math.abs(USD / 1.09 - 1)).toBeLessThan(0.0201)
  }
})
