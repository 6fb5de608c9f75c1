import { beforeEach, describe, expect, test } from 'vitest'
import { createInstruments, renderMetrics, vitalsBeacon, type BeaconAnswer, type Instruments } from '../../../instrument/index.js'

const GOOD = { page: 'browse', device: 'phone', connection: '3g', values: { LCP: 1900, CLS: 0.04 } }

let instruments: Instruments
let receive: (body: unknown, address?: string, bytes?: number) => BeaconAnswer

beforeEach(() => {
  instruments = createInstruments()
  const beacon = vitalsBeacon(instruments, { pages: ['browse', 'product'], perMinute: 5 })
  receive = (body, address = '192.0.2.1', bytes = 100) => beacon({ address, bytes, body })
})

const lines = async (): Promise<readonly string[]> =>
  (await renderMetrics(instruments)).body.split('\n').filter((line) => line.startsWith('web_vitals_'))
const value = async (series: string): Promise<number> =>
  Number(
    (await lines())
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1),
  )
const vitals = async (): Promise<readonly string[]> => (await lines()).filter((line) => !line.startsWith('web_vitals_beacons_total'))

test.each([
  ['LCP', 'lcp_seconds', 2400, 2.4],
  ['FCP', 'fcp_seconds', 900, 0.9],
  ['TTFB', 'ttfb_seconds', 120, 0.12],
  ['INP', 'inp_seconds', 64, 0.064],
  ['CLS', 'cls_ratio', 0.2, 0.2],
])('%s alone rises when it is told, in the unit of its name', async (name, metric, told, counted) => {
  expect(await vitals()).toEqual([])
  expect(receive({ ...GOOD, values: { [name]: told } })).toEqual({ status: 204 })
  const labels = '{page="browse",device="phone",connection="3g"}'
  expect(await value(`web_vitals_${metric}_count${labels}`)).toBe(1)
  expect(await value(`web_vitals_${metric}_sum${labels}`)).toBeCloseTo(counted)
  expect((await vitals()).every((line) => line.startsWith(`web_vitals_${metric}_`))).toBe(true)
  expect(await value('web_vitals_beacons_total{outcome="counted"}')).toBe(1)
})

describe('a beacon that is refused makes no series', () => {
  test.each([
    ['no object', 'LCP'],
    ['a list', [GOOD]],
    ['nothing', undefined],
    ['a page that is not on the list', { ...GOOD, page: '/products/7' }],
    ['a page that is no text', { ...GOOD, page: ['browse'] }],
    ['a device of its own', { ...GOOD, device: 'toaster' }],
    ['a connection of its own', { ...GOOD, connection: '5g' }],
    ['one name more', { ...GOOD, user: 'me' }],
    ['no values', { ...GOOD, values: {} }],
    ['a vital that is none', { ...GOOD, values: { FID: 3 } }],
    ['a negative time', { ...GOOD, values: { LCP: -1 } }],
    ['a time of more than ten minutes', { ...GOOD, values: { LCP: 600_001 } }],
    ['a time that is no number', { ...GOOD, values: { LCP: '1' } }],
    ['a time that is not finite', { ...GOOD, values: { LCP: Number.NaN } }],
    ['a name of every object', JSON.parse('{"page":"browse","device":"phone","connection":"4g","values":{"__proto__":1}}')],
  ])('%s', async (_, body) => {
    const { status, error } = receive(body)
    expect([status, error]).toEqual([400, expect.stringMatching(/^[A-Z].*\.$/)])
    expect(await vitals()).toEqual([])
    expect(await value('web_vitals_beacons_total{outcome="malformed"}')).toBe(1)
  })

  test('more than two kilobytes', async () => {
    expect(receive(GOOD, '192.0.2.1', 2049).status).toBe(413)
    expect(await vitals()).toEqual([])
  })
})

test('one address is refused past its number a minute, and others are not', async () => {
  const statuses = Array.from({ length: 7 }, () => receive(GOOD).status)
  expect(statuses).toEqual([204, 204, 204, 204, 204, 429, 429])
  expect(receive(GOOD, '192.0.2.2').status).toBe(204)
  expect(await value('web_vitals_beacons_total{outcome="too_many"}')).toBe(2)
})

test('a flood of addresses is refused rather than remembered', () => {
  const statuses = Array.from({ length: 10_001 }, (_, index) => receive(GOOD, `address ${index}`).status)
  expect([statuses[0], statuses[9999], statuses[10_000]]).toEqual([204, 204, 429])
})
