import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { secret } from '../../../configuration/index.js'
import { limits } from '../../../definition/thresholds/index.js'
import { createPaymentStandIn } from '../../../shop/domain/payment-provider.js'
import { createBoard, type Damage } from '../../../shop/faults/board.js'
import { createFaults } from '../../../shop/faults/faults.js'
import { faultSwitches } from '../../../shop/index.js'
import { pretendedVersion, skewedClock, statementDelay, wishedTraffic } from '../../../shop/faults/pretence.js'
import { isTrusted } from '../../../shop/routes/trust.js'

const at = (start: number) => {
  let time = start
  return { now: () => time, pass: (seconds: number) => (time += seconds * 1000) }
}

describe('a fault', () => {
  test('lasts as long as it was asked to and heals itself', () => {
    const clock = at(0)
    const faults = createFaults(clock.now)
    faults.break('errors', { seconds: 60 })
    clock.pass(59)
    expect(faults.find('errors')).toMatchObject({ share: 0.3, route: '/api/products' })
    clock.pass(1)
    expect(faults.find('errors')).toBeUndefined()
    expect(faults.active()).toEqual([])
  })

  test('takes the share and the route that it is told', () => {
    const faults = createFaults()
    expect(faults.break('errors', { seconds: 5, share: 0.5, route: '/api/basket' })).toMatchObject({ share: 0.5, route: '/api/basket' })
    expect(faults.break('declined-payments', { seconds: 5, route: '/api/basket' })).not.toHaveProperty('route')
  })

  test('is healed once', () => {
    const faults = createFaults()
    faults.break('declined-payments', { seconds: 60 })
    expect([faults.heal('declined-payments'), faults.heal('declined-payments')]).toEqual([true, false])
  })

  test('fires, echoes or spares an alert, and not two of them', () => {
    for (const { name, fires, echoes = [], spares } of faultSwitches) {
      const all = [...fires, ...echoes, ...spares]
      expect([name, all.length]).toEqual([name, new Set(all).size])
    }
  })

  test('fires what the definition has', () => {
    const defined = new Set(limits.map(({ name }) => name))
    for (const { fires } of faultSwitches) for (const alert of fires) expect([...defined]).toContain(alert)
  })

  test('spares only what the definition has or what another fault fires', () => {
    const known = new Set([...limits.map(({ name }) => name), ...faultSwitches.flatMap(({ fires }) => fires)])
    for (const { spares, echoes = [] } of faultSwitches) for (const alert of spares) expect([...known, ...echoes]).toContain(alert)
  })

  test('says of which ledger limit it crosses which figure, with one unit of time for a rate', () => {
    for (const { name, crosses } of faultSwitches) {
      for (const { limit, signal } of crosses) {
        expect([name, limit]).toEqual([name, expect.stringMatching(/^L([1-9]|[12]\d|3[0-4])$/)])
        expect(signal).not.toMatch(/\[\d/)
      }
    }
  })
})

describe('what a fault pretends', () => {
  test('is the truth without a fault', () => {
    const faults = createFaults()
    expect(wishedTraffic(faults)).toBe(1)
    expect(statementDelay(faults, () => true)).toBe(0)
    expect(pretendedVersion(faults)).toMatch(/^\d+\.\d+\.\d+$/)
    expect(Math.abs(skewedClock(faults) - Date.now())).toBeLessThan(1000)
  })

  test('lasts as long as the fault', () => {
    const faults = createFaults()
    for (const name of ['traffic-spike', 'slow-database', 'bad-release', 'clock-skew'] as const) faults.break(name, { seconds: 5 })
    expect(wishedTraffic(faults)).toBe(6)
    expect([statementDelay(faults, () => true), statementDelay(faults, () => false)]).toEqual([0.6, 0])
    expect(pretendedVersion(faults)).toMatch(/-bad$/)
    expect(skewedClock(faults) - Date.now()).toBeGreaterThan(299_000)
  })
})

describe('the board', () => {
  const logger = pino({ level: 'silent' })
  const scarred = (inflict: () => Promise<void> = async () => undefined) => {
    const marks: string[] = []
    const damage: Damage = {
      name: 'low-stock',
      inflict: async () => {
        await inflict()
        marks.push('broken')
        return async () => void marks.push('mended')
      },
    }
    const faults = createFaults()
    return { marks, faults, board: createBoard(faults, [damage], logger) }
  }

  test("mends at the fault's own time", async () => {
    const { board, marks } = scarred()
    await board.break('low-stock', { seconds: 0.05 })
    expect(marks).toEqual(['broken'])
    await expect.poll(() => marks).toEqual(['broken', 'mended'])
    expect(await board.heal('low-stock')).toBe(false)
  })

  test('mends before it breaks anew, when healed, and at the end', async () => {
    const { board, marks } = scarred()
    await Promise.all([board.break('low-stock', { seconds: 60 }), board.break('low-stock', { seconds: 60 })])
    expect(await board.heal('low-stock')).toBe(true)
    await board.break('low-stock', { seconds: 60 })
    await board.close()
    expect(marks).toEqual(['broken', 'mended', 'broken', 'mended', 'broken', 'mended'])
  })

  test('says no fault is active that could not be broken', async () => {
    const { board, faults, marks } = scarred(() => Promise.reject(new Error('not here')))
    await expect(board.break('low-stock', { seconds: 60 })).rejects.toThrow('not here')
    expect([faults.active(), marks]).toEqual([[], []])
  })
})

describe('the payment stand-in', () => {
  const outcomes = async (share: number | undefined, count: number) => {
    const provider = createPaymentStandIn(() => share)
    const charge = { method: 'invoice', amountCents: 100, currency: 'EUR' } as const
    return Promise.all(Array.from({ length: count }, () => provider.charge(charge)))
  }

  test('declines three of a thousand on a normal day', async () => {
    expect((await outcomes(undefined, 1000)).filter((outcome) => outcome === 'declined')).toHaveLength(3)
  })

  test('declines what the fault asks for', async () => {
    expect((await outcomes(0.2, 50)).filter((outcome) => outcome === 'declined')).toHaveLength(10)
  })
})

describe('who may operate the shop', () => {
  const here = { remoteAddress: '127.0.0.1', hostname: 'localhost', forwarded: '', token: '' }

  test('without a token: a caller on this machine, and nobody through a proxy or under another name', () => {
    expect(isTrusted(here, undefined)).toBe(true)
    expect(isTrusted({ ...here, remoteAddress: '::ffff:127.0.0.1', hostname: '127.0.0.1' }, undefined)).toBe(true)
    expect(isTrusted({ ...here, remoteAddress: '10.0.0.4' }, undefined)).toBe(false)
    expect(isTrusted({ ...here, forwarded: '10.0.0.4' }, undefined)).toBe(false)
    expect(isTrusted({ ...here, hostname: 'evil.example' }, undefined)).toBe(false)
  })

  test('with a token: who has it, wherever, and nobody else', () => {
    expect(isTrusted({ ...here, remoteAddress: '10.0.0.4', token: 'open sesame' }, secret('open sesame'))).toBe(true)
    expect(isTrusted({ ...here, token: 'open' }, secret('open sesame'))).toBe(false)
    expect(isTrusted(here, secret('open sesame'))).toBe(false)
  })
})
