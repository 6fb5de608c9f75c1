import { parser } from '@prometheus-io/lezer-promql'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { metrics } from '../../../definition/catalogue/index.js'
import {
  absent,
  constant,
  count,
  days,
  excludes,
  matches,
  milliseconds,
  not,
  percent,
  perMinute,
  print,
  query,
  raw,
  recorded,
  seconds,
} from '../../../definition/promql/index.js'
import type { Node } from '../../../definition/promql/index.js'

const q = query(metrics)
const requests = q.http_requests_total
const duration = q.http_request_duration_seconds
const served = requests.rate('5m').sum('route')
const failed = requests
  .where({ status_code: matches('5..') })
  .rate('5m')
  .sum('route')

const cases: readonly (readonly [string, { readonly node: Node }, string])[] = [
  ['a selector', q.pg_up, 'pg_up'],
  [
    'every matcher',
    q.pg_up.where({ target: 'a', job: not('b'), instance: matches('c.*'), service: excludes('d') }),
    'pg_up{target="a", job!="b", instance=~"c.*", service!~"d"}',
  ],
  ['a label value that must be escaped', q.pg_up.where({ target: 'a"b\\c\nd' }), 'pg_up{target="a\\"b\\\\c\\nd"}'],
  ['a rate summed by a label', served, 'sum by (route) (rate(http_requests_total[5m]))'],
  ['a sum of everything', requests.rate('5m').sum(), 'sum(rate(http_requests_total[5m]))'],
  [
    'a ratio',
    failed.per(served),
    'sum by (route) (rate(http_requests_total{status_code=~"5.."}[5m])) / sum by (route) (rate(http_requests_total[5m]))',
  ],
  [
    'a quotient of a quotient',
    served.per(served.plus(served)),
    'sum by (route) (rate(http_requests_total[5m])) / (sum by (route) (rate(http_requests_total[5m])) + sum by (route) (rate(http_requests_total[5m])))',
  ],
  [
    'a guarded comparison',
    failed
      .per(served)
      .above(percent(2))
      .and(served.above(perMinute(6)), 'route'),
    'sum by (route) (rate(http_requests_total{status_code=~"5.."}[5m])) / sum by (route) (rate(http_requests_total[5m])) > 0.02 and on (route) sum by (route) (rate(http_requests_total[5m])) > 0.1',
  ],
  [
    'a difference on the right keeps its brackets',
    served.minus(served.minus(served)),
    'sum by (route) (rate(http_requests_total[5m])) - (sum by (route) (rate(http_requests_total[5m])) - sum by (route) (rate(http_requests_total[5m])))',
  ],
  [
    'a quantile',
    duration.quantile(0.95, '5m', 'route'),
    'histogram_quantile(0.95, sum by (le, route) (rate(http_request_duration_seconds_bucket[5m])))',
  ],
  ['a mean', duration.mean('5m'), 'sum(rate(http_request_duration_seconds_sum[5m])) / sum(rate(http_request_duration_seconds_count[5m]))'],
  ['a share under a bound', duration.rateWithin(milliseconds(200), '5m'), 'rate(http_request_duration_seconds_bucket{le="0.2"}[5m])'],
  [
    'a whole bound, as both Prometheus 2 and 3 write it',
    duration.rateWithin(seconds(1), '5m'),
    'rate(http_request_duration_seconds_bucket{le=~"1(\\\\.0)?"}[5m])',
  ],
  ['an offset', failed.offset('1w'), 'sum by (route) (rate(http_requests_total{status_code=~"5.."}[5m] offset 1w))'],
  ['a subquery', served.maxOver('1h', '1m'), 'max_over_time(sum by (route) (rate(http_requests_total[5m]))[1h:1m])'],
  ['a subquery of arithmetic', served.times(2).avgOver('1h'), 'avg_over_time((sum by (route) (rate(http_requests_total[5m])) * 2)[1h:1m])'],
  ['a plain range', q.pg_up.avgOver('5m'), 'avg_over_time(pg_up[5m])'],
  ['a recorded series', recorded('route:requests:rate5m', served).sumOver('1d', '5m'), 'sum_over_time(route:requests:rate5m[1d:5m])'],
  ['a forecast', q.node_filesystem_avail_bytes.predictLinear('6h', days(4)), 'predict_linear(node_filesystem_avail_bytes[6h], 345600)'],
  ['absence', absent(q.pg_up.where({ target: 'shop' })), 'absent(pg_up{target="shop"})'],
  ['an age', q.redis_rdb_last_save_timestamp_seconds.age(), 'time() - redis_rdb_last_save_timestamp_seconds'],
  ['time that is left', q.redis_rdb_last_save_timestamp_seconds.left(), 'redis_rdb_last_save_timestamp_seconds - time()'],
  [
    'the lower of two',
    served.lower(failed),
    `${print(served.node)} < ${print(failed.node)} or ${print(failed.node)} or ${print(served.node)}`,
  ],
  ['an age in a product', q.redis_rdb_last_save_timestamp_seconds.age().times(2), '(time() - redis_rdb_last_save_timestamp_seconds) * 2'],
  [
    'how far a clock is ahead',
    q.shop_clock_timestamp_seconds.ahead().abs(),
    'abs(shop_clock_timestamp_seconds - timestamp(shop_clock_timestamp_seconds))',
  ],
  [
    'a median over a subquery, moved as a whole',
    served.medianOver('1h', '5m').offset('1w'),
    'quantile_over_time(0.5, sum by (route) (rate(http_requests_total[5m]))[1h:5m] offset 1w)',
  ],
  ['a clamp', served.clamp(0, 1), 'clamp(sum by (route) (rate(http_requests_total[5m])), 0, 1)'],
  ['the greatest', served.topk(5), 'topk(5, sum by (route) (rate(http_requests_total[5m])))'],
  [
    'many to one',
    q.pg_stat_activity_count.perJoined(q.pg_settings_max_connections, { on: ['target'], groupLeft: [] }),
    'pg_stat_activity_count / on (target) group_left () pg_settings_max_connections',
  ],
  [
    'an info metric that lends a label',
    q.pg_up.timesJoined(q.pg_static, { on: ['target'], groupLeft: ['version'] }),
    'pg_up * on (target) group_left (version) pg_static',
  ],
  [
    'what is missing',
    q.plimsoll_target_expected.max('job').unless(q.up.is(1).max('job'), 'job'),
    'max by (job) (plimsoll_target_expected) unless on (job) max by (job) (up == 1)',
  ],
  [
    'a fallback',
    failed.or(served.times(0)),
    'sum by (route) (rate(http_requests_total{status_code=~"5.."}[5m])) or sum by (route) (rate(http_requests_total[5m])) * 0',
  ],
  ['a constant', constant(1), 'vector(1)'],
  ['raw text in a product', raw<'route', 'count'>('a or b', ['route'], 'count').times(2), '(a or b) * 2'],
]

const isSound = (text: string): boolean => {
  let sound = true
  parser.parse(text).iterate({ enter: (node) => void (sound &&= !node.type.isError) })
  return sound
}

test.each(cases)('%s prints and parses', (_name, { node }, text) => {
  expect(print(node)).toBe(text)
  expect(isSound(text), text).toBe(true)
})

test('the parser that proves the others refuses what is wrong', () => {
  expect(isSound('sum by (route (rate(x[5m]))')).toBe(false)
})

test('a panel follows its resolution and adds its variables, a rule does neither', () => {
  const panel = { for: 'panel', variables: { service: 'service' } } as const
  expect(print(served.node, panel)).toBe('sum by (route) (rate(http_requests_total{service=~"$service"}[$__rate_interval]))')
  expect(print(requests.increase('1h').node, panel)).toBe('increase(http_requests_total{service=~"$service"}[1h])')
  expect(print(requests.where({ service: 'shop' }).rate('5m').node, panel)).toBe(
    'rate(http_requests_total{service="shop"}[$__rate_interval])',
  )
})

test('nodes are frozen', () => {
  expect(Object.isFrozen(served)).toBe(true)
  expect(Object.isFrozen(served.node)).toBe(true)
})

test('a bound that the histogram does not have is refused with the bounds it has', () => {
  expect(() => duration.rateWithin(milliseconds(123), '5m')).toThrow(
    '123 ms is no bound of http_request_duration_seconds: choose one of 0.005,',
  )
})

test('a limit is a finite number', () => {
  expect(() => count(Number.NaN)).toThrow(TypeError)
})

const sources = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))

test('the escape to raw PromQL is used nowhere in the definition', () => {
  const definition = join(import.meta.dirname, '..', '..', '..', 'definition')
  const uses =
    ['thresholds', 'dashboards']
      .flatMap((name) => sources(join(definition, name)))
      .join('\n')
      .match(/\braw[<(]/g) ?? []
  expect(uses).toHaveLength(0)
})
