import { describe, expect, test } from 'vitest'
import { secret } from '../../../configuration/index.js'
import { limits } from '../../../definition/thresholds/index.js'
import { createPaymentStandIn } from '../../../shop/domain/payment-provider.js'
import { createFaults } from '../../../shop/faults/faults.js'
import { faultSwitches } from '../../../shop/index.js'
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

  test('names only alerts that the definition has, and none as both fired and spared', () => {
    const known = new Set(limits.map(({ name }) => name))
    for (const { fires, spares } of faultSwitches) {
      for (const alert of [...fires, ...spares]) expect(known).toContain(alert)
      expect(fires.filter((alert) => (spares as readonly string[]).includes(alert))).toEqual([])
    }
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
