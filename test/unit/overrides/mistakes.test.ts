import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { UsageError } from '../../../configuration/index.js'
import { overridesFrom } from '../../../generator/overrides/index.js'
import { read, right } from './written.js'

const file = 'overrides.yaml'
const p0 = { ...right, level: 'P0' }

const MISTAKES: readonly (readonly [what: string, entries: readonly object[], sentence: string])[] = [
  [
    'an unknown limit',
    [{ ...right, limit: 'HttpErorRatioHigh' }],
    'overrides.yaml:1: limit is "HttpErorRatioHigh", which no limit is called; write "HttpErrorRatioHigh".',
  ],
  [
    'a limit that is like no other',
    [{ ...right, limit: 'Weather' }],
    'overrides.yaml:1: limit is "Weather", which no limit is called; take a name from prometheus/thresholds.json.',
  ],
  [
    'a level that the limit does not have',
    [{ ...right, level: 'P3' }],
    'overrides.yaml:2: level is P3, which HttpErrorRatioHigh does not have; write P0 or P1.',
  ],
  ['a level that there is not', [{ ...right, level: 'P4' }], 'overrides.yaml:2: [0].level is "P4"; write one of P0, P1, P2, P3.'],
  [
    'a unit that does not fit',
    [{ ...right, value: '700 ms' }],
    'overrides.yaml:3: value is "700 ms", and HttpErrorRatioHigh is in ratio; write it as 3 %.',
  ],
  [
    'a value without the unit that it needs',
    [{ ...right, limit: 'HttpLatencyHigh', value: 700 }],
    'overrides.yaml:3: value is "700", and HttpLatencyHigh is in seconds; write it as 3 ms or 3 s or 3 minutes or 3 hours or 3 days.',
  ],
  [
    'a negative value',
    [{ ...right, limit: 'StockLow', level: 'P2', value: -1 }],
    'overrides.yaml:3: value is "-1", and StockLow is in count; write it as 3.',
  ],
  [
    'a value that is a list',
    [{ ...right, value: [3] }],
    'overrides.yaml:3: [0].value is a list; write a value with its unit, such as 3 %, 700 ms or 12.',
  ],
  [
    'a label that the limit does not have',
    [{ ...right, labels: { rout: '/api/export' } }],
    'overrides.yaml:8: labels.rout is no label of HttpErrorRatioHigh; write "route".',
  ],
  [
    'a label where there are none',
    [{ ...right, limit: 'StockLow', level: 'P2', value: 12, labels: { warehouse: 'north' } }],
    'overrides.yaml:8: labels.warehouse is no label of StockLow; it has none, so leave labels away.',
  ],
  ['labels that say nothing', [{ ...right, labels: {} }], 'overrides.yaml:7: [0].labels is a group of keys; write at least one key.'],
  [
    'an unknown owner',
    [{ ...right, owner: 'marketing' }],
    'overrides.yaml:4: [0].owner is "marketing"; write one of platform, shop, operations.',
  ],
  [
    'a day that is none',
    [{ ...right, expires: 'next spring' }],
    'overrides.yaml:6: [0].expires is "next spring"; write a day such as 2027-03-31.',
  ],
  [
    'a day that no calendar has',
    [{ ...right, expires: '2027-02-29' }],
    'overrides.yaml:6: expires is 2027-02-29, a day that no calendar has; write one such as 2027-03-31.',
  ],
  ['no reason', [{ ...right, reason: undefined }], 'overrides.yaml:1: [0] has no key "reason"; add it.'],
  [
    'a reason of two lines',
    [{ ...right, reason: 'one\ntwo' }],
    'overrides.yaml:5: [0].reason is "one\\ntwo"; write why the definition does not fit here, one line of at most 300 characters.',
  ],
  ['an unknown key', [{ ...right, expiry: '2027-03-31' }], 'overrides.yaml:7: "[0].expiry" is no key that is known here; write "expires".'],
  [
    'an environment that is no name',
    [{ ...right, environment: 'Load Test' }],
    'overrides.yaml:7: [0].environment is "Load Test"; write the name of an environment, such as staging.',
  ],
  [
    'two overrides for the same thing',
    [right, { ...right, value: '1.2 %' }],
    'overrides.yaml:9: HttpErrorRatioHigh P1 is overridden at overrides.yaml:3 already; leave one of the two out.',
  ],
  [
    'two overrides for the same series, whatever the order of their labels',
    [
      { ...right, labels: { service: 'shop', route: '/a' } },
      { ...right, labels: { route: '/a', service: 'shop' } },
    ],
    'overrides.yaml:12: HttpErrorRatioHigh P1 where route is /a and service is shop is overridden at overrides.yaml:3 already; leave one of the two out.',
  ],
  [
    'two overrides that share series',
    [
      { ...right, labels: { service: 'shop' } },
      { ...right, labels: { route: '/a' } },
    ],
    'overrides.yaml:11: HttpErrorRatioHigh P1 where route is /a holds for series for which overrides.yaml:3 gives another value; give both a label by which they differ.',
  ],
  [
    "an objective's level",
    [{ ...right, limit: 'HttpErrorBudgetBurn', value: '3 %' }],
    'overrides.yaml:1: limit is HttpErrorBudgetBurn, which is an objective, whose levels follow from its target; change the target in definition/thresholds.',
  ],
  [
    'a heartbeat',
    [{ ...right, limit: 'ServiceDown', level: 'P0', value: 1 }],
    'overrides.yaml:1: limit is ServiceDown, which compares no value, it fires when something is missing; leave the override out or change its wait in definition/thresholds.',
  ],
  [
    'levels out of order',
    [{ ...right, value: '3 %' }],
    'overrides.yaml:3: with the value 3 %, HttpErrorRatioHigh is wrong: P1 at 3 % is reached no earlier than P0 at 2 %: give the less severe level the laxer value.',
  ],
  [
    'levels out of order for some series',
    [{ ...right, value: '3 %', labels: { route: '/a' } }],
    'overrides.yaml:3: with the value 3 %, HttpErrorRatioHigh is wrong: P1 where route is /a at 3 % is reached no earlier than P0 at 2 %: give the less severe level the laxer value.',
  ],
  [
    'levels out of order in one environment',
    [{ ...right, value: '3 %', environment: 'staging' }],
    'overrides.yaml:3: with the value 3 % in staging, HttpErrorRatioHigh is wrong: P1 at 3 % is reached no earlier than P0 at 2 %: give the less severe level the laxer value.',
  ],
  [
    'a quantile that never comes',
    [{ ...right, limit: 'HttpLatencyHigh', value: '1 minute' }],
    'overrides.yaml:3: with the value 1 minute, HttpLatencyHigh is wrong: P1 above 1 minute can never fire, for the last bound of http_request_duration_seconds is 10: stay under it or give the histogram a higher bound.',
  ],
  [
    'a ratio that never comes',
    [{ ...p0, value: '120 %' }],
    'overrides.yaml:3: with the value 120 %, HttpErrorRatioHigh is wrong: P0 above 120 % can never fire: a ratio lies between 0 and 100 %.',
  ],
]

test.each(MISTAKES)('%s is refused in one sentence with its line', (_what, entries, sentence) => {
  const attempt = (): unknown => read(...entries)
  expect(attempt).toThrow(UsageError)
  expect(attempt).toThrow(new UsageError(sentence))
})

test('more overrides than a person keeps in mind are refused', () => {
  const many = Array.from({ length: 201 }, (_, index) => ({ ...right, labels: { route: `/${index}` } }))
  expect(() => read(...many)).toThrow('overrides.yaml: holds 201 overrides, more than 200; put the values into the definition itself.')
})

test('what is right alone and together is read', () => {
  expect(read({ ...p0, value: '5 %' }, { ...right, value: '3 %' })).toMatchObject([
    { value: { value: 0.05, unit: 'ratio', text: '5 %' }, where: 'overrides.yaml:3' },
    { value: { value: 0.03, unit: 'ratio', text: '3 %' }, where: 'overrides.yaml:9' },
  ])
})

test('a stricter P1 for some series passes beside a P0 for others', () => {
  expect(read({ ...right, value: '3 %', labels: { route: '/a' } }, { ...p0, value: '4 %', labels: { route: '/a' } })).toHaveLength(2)
})

test('a file of comments holds no override', () => {
  expect(overridesFrom('# nothing is different here\n', { file })).toEqual([])
})

test('the example in the documentation is right', () => {
  const example = join(import.meta.dirname, '../../../docs/examples/overrides.yaml')
  expect(overridesFrom(readFileSync(example, 'utf8'), { file })).toMatchObject([
    { limit: 'StockLow', value: { value: 15 } },
    { limit: 'HttpLatencyHigh', labels: { route: '/api/export' }, value: { value: 0.9, unit: 'seconds' } },
    { limit: 'CpuHigh', environment: 'staging' },
  ])
})
