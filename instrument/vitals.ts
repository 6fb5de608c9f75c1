/**
 * Takes what browsers tell of a page. Anybody may send a beacon, so nothing of it becomes a label that is not on a closed list,
 * and one address sends so many a minute and no more.
 */
import { BEACON_OUTCOMES, CONNECTIONS, DEVICES, web } from '../definition/catalogue/index.js'
import type { Instruments } from './registry.js'
import { counterOf, histogramOf } from './values.js'

export interface BeaconSource {
  /** Who sent it; only counted, never written anywhere. */
  readonly address: string
  /** Length of the body as it came. */
  readonly bytes: number
  /** The body, read from JSON. */
  readonly body: unknown
}

export interface BeaconAnswer {
  readonly status: 204 | 400 | 413 | 429
  /** Why it was refused. */
  readonly error?: string
}

export interface VitalsOptions {
  /** The names of the application's pages; a beacon from another one is refused. */
  readonly pages: readonly string[]
  /** Beacons that one address may send in a minute. */
  readonly perMinute?: number
}

interface Beacon {
  readonly page: string
  readonly device: (typeof DEVICES)[number]
  readonly connection: (typeof CONNECTIONS)[number]
  readonly values: Readonly<Record<string, number>>
}

const LARGEST_BYTES = 2048
/** Ten minutes, as browsers say it: a page that took longer was left alone, not waited for. */
const LARGEST_VALUE = 600_000
const MOST_ADDRESSES = 10_000
const NAMES = ['LCP', 'FCP', 'TTFB', 'INP', 'CLS'] as const

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isOneOf = <T extends string>(known: readonly T[], value: unknown): value is T => known.some((each) => each === value)
const holdsOnly = (record: object, names: readonly string[]): boolean => Object.keys(record).every((name) => names.includes(name))

const areValues = (values: unknown): values is Readonly<Record<string, number>> =>
  isRecord(values) &&
  holdsOnly(values, NAMES) &&
  Object.keys(values).length > 0 &&
  Object.values(values).every((value) => typeof value === 'number' && value >= 0 && value <= LARGEST_VALUE)

const readBeacon = (body: unknown, pages: readonly string[]): Beacon | string => {
  if (!isRecord(body) || !holdsOnly(body, ['page', 'device', 'connection', 'values']))
    return 'A beacon holds page, device, connection and values, and nothing else.'
  const { page, device, connection, values } = body
  if (!isOneOf(pages, page)) return `The page must be one of ${pages.join(', ')}.`
  if (!isOneOf(DEVICES, device)) return `The device must be one of ${DEVICES.join(', ')}.`
  if (!isOneOf(CONNECTIONS, connection)) return `The connection must be one of ${CONNECTIONS.join(', ')}.`
  if (!areValues(values)) return `The values must be numbers from 0 to ${LARGEST_VALUE} under ${NAMES.join(', ')}.`
  return { page, device, connection, values }
}

/** Counts per address within the minute; a flood of addresses is refused rather than remembered. */
const createLimit = (perMinute: number): ((address: string) => boolean) => {
  const counts = new Map<string, number>()
  let minute = 0
  return (address) => {
    const now = Math.floor(Date.now() / 60_000)
    if (now !== minute) counts.clear()
    minute = now
    const count = counts.get(address) ?? 0
    if (count >= perMinute || (count === 0 && counts.size >= MOST_ADDRESSES)) return false
    counts.set(address, count + 1)
    return true
  }
}

const observerOf = (instruments: Instruments): ((beacon: Beacon) => void) => {
  const inSeconds = {
    LCP: histogramOf(instruments, web.web_vitals_lcp_seconds),
    FCP: histogramOf(instruments, web.web_vitals_fcp_seconds),
    TTFB: histogramOf(instruments, web.web_vitals_ttfb_seconds),
    INP: histogramOf(instruments, web.web_vitals_inp_seconds),
  } as const
  const moved = histogramOf(instruments, web.web_vitals_cls_ratio)
  return ({ values, ...labels }) => {
    for (const [name, metric] of Object.entries(inSeconds)) {
      const milliseconds = values[name]
      if (milliseconds !== undefined) metric.observe(labels, milliseconds / 1000)
    }
    if (values['CLS'] !== undefined) moved.observe(labels, values['CLS'])
  }
}

/**
 * The beacon of an application's pages: `{page, device, connection, values}`, times in milliseconds as `web-vitals` has them.
 *
 * @example
 * const receive = vitalsBeacon(instruments, { pages: ['home', 'product'] })
 * const { status } = receive({ address, bytes, body })
 */
export const vitalsBeacon = (
  instruments: Instruments,
  { pages, perMinute = 120 }: VitalsOptions,
): ((source: BeaconSource) => BeaconAnswer) => {
  const beacons = counterOf(instruments, web.web_vitals_beacons_total)
  const observe = observerOf(instruments)
  const isWithinLimit = createLimit(perMinute)
  for (const outcome of BEACON_OUTCOMES) beacons.inc({ outcome }, 0)
  const refuse = (outcome: 'malformed' | 'too_many', status: 400 | 413 | 429, error: string): BeaconAnswer => {
    beacons.inc({ outcome })
    return { status, error }
  }
  return ({ address, bytes, body }) => {
    if (!isWithinLimit(address)) return refuse('too_many', 429, `Send at most ${perMinute} beacons a minute.`)
    if (bytes > LARGEST_BYTES) return refuse('malformed', 413, `The beacon is too large; send at most ${LARGEST_BYTES} bytes.`)
    const beacon = readBeacon(body, pages)
    if (typeof beacon === 'string') return refuse('malformed', 400, beacon)
    observe(beacon)
    beacons.inc({ outcome: 'counted' })
    return { status: 204 }
  }
}
