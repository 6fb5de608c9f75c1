import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callerOf, eventually } from '../shop/support.js'
import { drilledOn, thrownIn } from './command.js'
import { startSmallStack, type SmallStack } from './stack.js'

/** One fires at once, one after six seconds. */
const BOTH = ['clock-skew', 'cache-flushed'] as const
const WAITS = { 'clock-skew': 0, 'cache-flushed': 6, 'full-disk': 0 } as const
let stack: SmallStack

beforeAll(async () => {
  stack = await startSmallStack(WAITS)
})
afterAll(() => stack?.stop())

const bothAreThrown = () =>
  eventually(
    () => thrownIn(stack),
    (names) => BOTH.every((name) => names.includes(name)),
    60,
  )

describe('plimsoll drill --together', () => {
  test('throws a round at once, heals each at its own alarm, and a refusal stops nobody', async () => {
    const { ended } = drilledOn(stack, [...BOTH, 'full-disk', 'declined-payments', 'low-stock', '--together', '--json'])
    await bothAreThrown()
    await eventually(
      () => thrownIn(stack),
      (names) => names.join() === 'cache-flushed',
      60,
    )
    const { printed, said, code } = await ended
    const drilled: readonly { fault: string; round?: number; outcome: string }[] = JSON.parse(printed)
    const passed = { outcome: 'passed', secondsToFire: expect.any(Number), secondsToResolve: expect.any(Number), falseAlarms: [] }
    expect(drilled.slice(0, 3)).toEqual([
      expect.objectContaining({ ...passed, fault: 'cache-flushed', round: 1, fired: ['CacheHitRatioLow'] }),
      expect.objectContaining({ outcome: 'refused', fault: 'full-disk', round: 1, reason: expect.stringMatching(/\.$/) }),
      expect.objectContaining({ ...passed, fault: 'clock-skew', round: 1, fired: ['ClockSkewed'] }),
    ])
    expect(drilled.slice(3)).toEqual([
      expect.objectContaining({ fault: 'declined-payments', round: 2, fired: ['PaymentSuccessLow'] }),
      { fault: 'low-stock', outcome: 'not defined yet', expected: [], missing: ['StockLow'], fired: [], falseAlarms: [] },
    ])
    expect(said).toMatch(/rounds: 2; their limits alone wait \d+ minutes.*round 1 of 2: cache-flushed, full-disk, clock-skew\n/s)
    expect(code).toBe(drilled.some(({ outcome }) => outcome === 'failed') ? 1 : 0)
    expect(await thrownIn(stack)).toEqual([])
  })

  test('Ctrl-C heals all that is broken', async () => {
    const { child, ended } = drilledOn(stack, ['all', '--together'])
    await bothAreThrown()
    child.kill('SIGINT')
    const { code, said } = await ended
    for (const name of BOTH) expect(said).toMatch(new RegExp(`${name}: thrown.*${name}: stopped and healed`, 's'))
    expect(code).toBe(1)
    expect(await thrownIn(stack)).toEqual([])
  })

  test('a false alarm is told of each that was broken then, for nobody knows whose it is', async () => {
    const { ended } = drilledOn(stack, [...BOTH, '--together'])
    await bothAreThrown()
    await callerOf(stack.shop).post('/api/faults/errors', { seconds: 30, share: 0.9 })
    const { printed, code } = await ended
    expect(printed).toMatch(/\| 1 +\| cache-flushed .*\| HttpErrorRatioHigh +\| failed: HttpErrorRatioHigh fired too/)
    expect(code).toBe(1)
    await callerOf(stack.shop).remove('/api/faults/errors')
  })

  test('without a name lists the rounds', async () => {
    const { printed } = await drilledOn(stack, ['--together']).ended
    expect(printed).toMatch(/\| clock-skew +\|.*\| 1 +\|/)
    expect(printed).toMatch(/\| low-stock +\|.*\| - +\|/)
    expect(printed).toContain('all --together: rounds 6, ')
  })
})
