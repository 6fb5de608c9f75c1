import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secret } from '../../../configuration/index.js'
import { callerOf, eventually, startWorld } from '../shop/support.js'
import { drilledOn, thrownIn } from './command.js'
import { startSmallStack, type SmallStack } from './stack.js'

let stack: SmallStack

beforeAll(async () => {
  stack = await startSmallStack()
})
afterAll(() => stack?.stop())

const drilled = (parameters: readonly string[], on: Omit<SmallStack, 'stop'> = stack) => drilledOn(on, parameters)

describe('plimsoll drill', () => {
  test('without a name lists the switches and what the definition lacks', async () => {
    const { code, printed, said } = await drilled([]).ended
    expect([code, said]).toEqual([0, ''])
    expect(printed).toMatch(/\| declined-payments +\|.*\| PaymentSuccessLow +\|/)
    expect(printed).toMatch(/\| low-stock +\|.*StockLow \(not defined yet\)/)
  })

  test('throws, sees the alarm in the inbox, heals, sees its end, and lists what is not defined', async () => {
    const { code, printed, said } = await drilled(['declined-payments', 'low-stock', '--json']).ended
    expect([code, said]).toEqual([0, expect.stringContaining('thrown')])
    expect(JSON.parse(printed)).toEqual([
      {
        fault: 'declined-payments',
        outcome: 'passed',
        expected: ['PaymentSuccessLow'],
        missing: [],
        fired: ['PaymentSuccessLow'],
        secondsToFire: expect.any(Number),
        secondsToResolve: expect.any(Number),
        falseAlarms: [],
      },
      { fault: 'low-stock', outcome: 'not defined yet', expected: [], missing: ['StockLow'], fired: [], falseAlarms: [] },
    ])
    expect(await thrownIn(stack)).toEqual([])
  })

  test('Ctrl-C heals what is broken', async () => {
    const { child, ended } = drilled(['errors'])
    await eventually(
      () => thrownIn(stack),
      (names) => names.includes('errors'),
      60,
    )
    child.kill('SIGINT')
    const { code, said } = await ended
    expect(said).toMatch(/errors: thrown.*errors: stopped and healed/s)
    expect(code).toBe(1)
    expect(await thrownIn(stack)).toEqual([])
  })

  test('an alarm that nobody expects is a false one, and no proof', async () => {
    const { ended } = drilled(['declined-payments'])
    const api = callerOf(stack.shop)
    await eventually(
      () => thrownIn(stack),
      (names) => names.length > 0,
      20,
    )
    await api.post('/api/faults/errors', { seconds: 20, share: 0.9 })
    const { code, printed } = await ended
    expect(printed).toMatch(/\| declined-payments .*\| HttpErrorRatioHigh +\| failed: HttpErrorRatioHigh fired too/)
    expect(code).toBe(1)
    await api.remove('/api/faults/errors')
  })

  test('a fault that somebody has thrown already is left to them', async () => {
    await callerOf(stack.shop).post('/api/faults/clock-skew', { seconds: 30 })
    expect(await drilled(['errors']).ended).toMatchObject({ code: 2, said: expect.stringContaining('Somebody has thrown clock-skew') })
    expect(await thrownIn(stack)).toEqual(['clock-skew'])
    await callerOf(stack.shop).remove('/api/faults/clock-skew')
  })

  test('a fault that does not exist, and a place where nobody is, are said in a sentence', async () => {
    expect(await drilled(['fire']).ended).toMatchObject({
      code: 2,
      said: expect.stringMatching(/^plimsoll: There is no fault fire; there are errors, .*, or all\.\n$/),
    })
    const nobody = { ...stack, desk: 'http://127.0.0.1:9' }
    expect(await drilled(['errors'], nobody).ended).toMatchObject({
      code: 2,
      said: expect.stringContaining('No desk answers at http://127.0.0.1:9'),
    })
  })
})

describe('a shop that may not be broken', () => {
  test('is refused: without switches, and without its token', async () => {
    const world = await startWorld()
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-token-'))
    const [closed, guarded] = [
      await world.open({ seedDays: 1 }),
      await world.open({ seedDays: 1, faults: { enabled: true, token: secret('open sesame') } }),
    ]
    try {
      const at = (shop: string) => ({ ...stack, shop })
      expect(await drilled(['all'], at(closed.url)).ended).toMatchObject({ code: 2, said: expect.stringContaining('SHOP_FAULTS=on') })
      expect(await drilled(['all'], at(guarded.url)).ended).toMatchObject({ code: 2, said: expect.stringContaining('--token-file') })
      writeFileSync(join(folder, 'token'), 'open sesame\n')
      expect(await drilled(['--token-file', join(folder, 'token')], at(guarded.url)).ended).toMatchObject({ code: 0 })
    } finally {
      await Promise.all([closed.close(), guarded.close()])
      await world.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
