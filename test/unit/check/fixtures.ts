/** Limits that compile and are wrong, one way each, and what stands beside each just right. */
import { metrics } from '../../../definition/catalogue/index.js'
import { count, hours, percent, query, recorded, seconds } from '../../../definition/promql/index.js'
import { stands, threshold } from '../../../definition/thresholds/language/index.js'
import type { Limit } from '../../../definition/thresholds/index.js'

const {
  up,
  node_memory_MemAvailable_bytes: available,
  node_memory_MemTotal_bytes: total,
  http_requests_total: requests,
  http_request_duration_seconds: duration,
} = query(metrics)

const words = {
  owner: 'operations',
  summary: () => 'A limit that is wrong.',
  means: 'Nothing; it is a fixture.',
  check: ['Nothing.'],
} as const

const example = { of: { instance: 'shop:4000' }, from: (value: number) => [stands(metrics.up, { instance: 'shop:4000' }, value)] }

const targets = up.max('instance')
const free = available.max('instance').per(total.max('instance'))
const common = { ...words, example }

interface Case {
  readonly wrong: Limit
  readonly right: Limit
  /** What is said about it, in part. */
  readonly says: string
}

/** By the name of the check that refuses it. */
export const cases: Readonly<Record<string, Case>> = {
  'beyond-buckets': {
    wrong: threshold('Slow', duration.quantile(0.95, '5m', 'instance'), { P1: { above: seconds(10), for: '5m' }, ...common }),
    right: threshold('Slow', duration.quantile(0.95, '5m', 'instance'), { P1: { above: seconds(9.9), for: '5m' }, ...common }),
    says: 'P1 above 10 s can never fire',
  },
  'impossible-ratio': {
    wrong: threshold('TooMuch', free, { P1: { above: percent(100), for: '5m' }, ...common }),
    right: threshold('TooMuch', free, { P1: { above: percent(99.9), for: '5m' }, ...common }),
    says: 'P1 above 100 % can never fire',
  },
  'level-order': {
    wrong: threshold('Upside', targets, { P0: { above: count(5), for: '5m' }, P1: { above: count(6), for: '5m' }, ...common }),
    right: threshold('Upside', targets, { P0: { above: count(6), for: '5m' }, P1: { above: count(5), for: '5m' }, ...common }),
    says: 'P1 at 6 is reached no earlier than P0 at 5',
  },
  'same-print': {
    wrong: threshold('Twice', targets, { P0: { below: count(1), for: '5m' }, P1: { below: count(1), for: '5m' }, ...common }),
    right: threshold('Twice', targets, { P0: { below: count(1), for: '5m' }, P1: { below: count(2), for: '5m' }, ...common }),
    says: 'P1 says the same as a level above it',
  },
  'short-for': {
    wrong: threshold('Hasty', targets, { P1: { below: count(1), for: '29s' }, ...common }),
    right: threshold('Hasty', targets, { P1: { below: count(1), for: '30s' }, ...common }),
    says: 'P1 waits 29s, less than two evaluations',
  },
  'short-window': {
    wrong: threshold('Narrow', requests.rate('59s').sum('instance'), {
      P1: { above: { ...count(5), unit: 'count per second' }, for: '5m' },
      ...common,
    }),
    right: threshold('Narrow', requests.rate('1m').sum('instance'), {
      P1: { above: { ...count(5), unit: 'count per second' }, for: '5m' },
      ...common,
    }),
    says: 'reads 59s, fewer than four scrapes',
  },
  'unknown-metric': {
    wrong: threshold('Unseen', recorded('instance:long_gone:max', targets), { P1: { below: count(1), for: '5m' }, ...common }),
    right: threshold('Unseen', targets, { P1: { below: count(1), for: '5m' }, ...common }),
    says: 'instance:long_gone:max is collected by nobody',
  },
}

/** Right, though it looks like a ratio over 1: what is foreseen may pass the whole. */
export const foreseen = threshold('FullSoon', available.predictLinear('6h', hours(4)).max('instance').per(total.max('instance')), {
  P3: { above: percent(100), for: '1h' },
  ...common,
})

/** Below 0 % is as impossible as above 100 %. */
export const underNone = threshold('TooLittle', free, { P1: { below: percent(0), for: '5m' }, ...common })

/** A level that has the value of the one above it is seen no earlier, however long it waits. */
export const level = [
  threshold('Level', targets, { P0: { above: count(5), for: '5m' }, P1: { above: count(5), for: '10m' }, ...common }),
  threshold('Level', targets, { P0: { below: count(5), for: '5m' }, P1: { below: count(5), for: '10m' }, ...common }),
] as const

/** Below, the laxer value is the higher one. */
export const upsideBelow = threshold('Upside', targets, {
  P0: { below: count(6), for: '5m' },
  P1: { below: count(5), for: '5m' },
  ...common,
})

/** Seconds may well be over 1. */
export const slow = threshold('Slow', query(metrics).scrape_duration_seconds.max('instance'), {
  P2: { above: seconds(8), for: '5m' },
  ...common,
})
