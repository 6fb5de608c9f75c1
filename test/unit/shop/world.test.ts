import { describe, expect, test } from 'vitest'
import { UsageError } from '../../../configuration/index.js'
import { isUnavailable } from '../../../shop/database/database.js'
import { seededRandom } from '../../../shop/random.js'
import { judge } from '../../../shop/routes/health.js'
import { pause } from '../../../shop/traffic/pacer.js'
import { addressOf, waitFor } from '../../../shop/waiting.js'

const coded = (code: string) => Object.assign(new Error('failed'), { code })

describe('a database error', () => {
  test.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '57014', '08006', '53300'])('%s says that the database is away', (code) => {
    expect(isUnavailable(coded(code))).toBe(true)
  })

  test.each(['23505', '23514', '42P01', '42601', '40P01'])('%s says that the statement failed', (code) => {
    expect(isUnavailable(coded(code))).toBe(false)
  })

  test('what pg says without a code is understood', () => {
    expect(isUnavailable(new Error('Connection terminated unexpectedly'))).toBe(true)
    expect(isUnavailable(new Error('timeout exceeded when trying to connect'))).toBe(true)
    expect(isUnavailable(new AggregateError([coded('ECONNREFUSED')]))).toBe(true)
    expect(isUnavailable(new TypeError('x is not a function'))).toBe(false)
  })
})

describe('waiting for a service', () => {
  test('it is probed until it answers, and the wait is said', async () => {
    let probes = 0
    const said: string[] = []
    const probe = async () => {
      if (++probes < 2) throw coded('ECONNREFUSED')
    }
    await waitFor({ what: 'Redis at cache:6379', variable: 'REDIS_URL', probe }, 10, (sentence) => said.push(sentence))
    expect(probes).toBe(2)
    expect(said).toEqual(['waiting for Redis at cache:6379 (ECONNREFUSED)'])
  })

  test('after its time it ends in a sentence with the remedy', async () => {
    const probe = () => Promise.reject(coded('ECONNREFUSED'))
    const waiting = waitFor({ what: 'Redis at cache:6379', variable: 'REDIS_URL', probe }, 0, () => undefined)
    await expect(waiting).rejects.toThrow('Redis at cache:6379 does not answer after 0 s (ECONNREFUSED); start it or correct REDIS_URL.')
  })

  test('a wrong password is not waited out', async () => {
    let probes = 0
    const probe = () => {
      probes++
      return Promise.reject(coded('28P01'))
    }
    const waiting = waitFor({ what: 'PostgreSQL', variable: 'DATABASE_URL', probe, isHopeless: () => true }, 60, () => undefined)
    await expect(waiting).rejects.toThrow('PostgreSQL refuses the shop (28P01); correct DATABASE_URL.')
    expect(probes).toBe(1)
  })

  test('an address is named without its password', () => {
    expect(addressOf('postgres://shop:geheim@db/shop', 'DATABASE_URL', ['postgres:'], 5432)).toBe('db:5432')
    expect(() => addressOf('db:5432', 'DATABASE_URL', ['postgres:'], 5432)).toThrow(UsageError)
    expect(() => addressOf('mysql://geheim@db', 'DATABASE_URL', ['postgres:'], 5432)).not.toThrow(/geheim/)
  })
})

test('the shop is down without its database and only degraded without its cache', () => {
  expect(judge('up', 'up').status).toBe('ok')
  expect(judge('up', 'down').status).toBe('degraded')
  expect(judge('down', 'up').status).toBe('down')
})

test('turns come at the mean rate, and none is ten means late', () => {
  const random = seededRandom(3)
  const pauses = Array.from({ length: 20_000 }, () => pause(random, 15))
  const mean = pauses.reduce((sum, entry) => sum + entry, 0) / pauses.length
  expect(mean).toBeGreaterThan(65)
  expect(mean).toBeLessThan(68.5)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(667)
})
