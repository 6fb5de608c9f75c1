import { expect, test } from 'vitest'
import { print, quantityFrom, writingsOf } from '../../../definition/promql/index.js'
import { definition, limits, limitsOf } from '../../../definition/thresholds/index.js'
import type { Definition } from '../../../definition/thresholds/index.js'
import { alertOf } from '../../../generator/emit/alert.js'
import { viewsOf } from '../../../generator/emit/tests/views.js'
import { containerSite, documentsOf } from '../../../generator/emit/index.js'
import { expiredFindings, overridden } from '../../../generator/overrides/index.js'
import { read, right } from './written.js'

const levelsIn = (of: Definition): readonly string[] =>
  of.http.httpErrorRatio.levels.map(
    ({ priority, conditions: [first], only }) => `${priority} ${first?.value.text} ${JSON.stringify(only ?? 'all')}`,
  )

const written = ['P0 2 % "all"', 'P1 1 % "all"']

test('no override leaves the definition as it is', () => {
  expect(overridden(definition, [])).toBe(definition)
  expect(limitsOf(definition)).toEqual(limits)
})

test('an override changes one value and nothing else', () => {
  const changed = overridden(definition, read(right))
  expect(levelsIn(changed)).toEqual(['P0 2 % "all"', 'P1 1.5 % "all"'])
  expect(levelsIn(definition)).toEqual(written)
  const others = (of: Definition) => limitsOf(of).filter(({ name }) => name !== 'HttpErrorRatioHigh')
  expect(others(changed)).toEqual(others(definition))
  const { levels: _new, ...rest } = changed.http.httpErrorRatio
  expect(definition.http.httpErrorRatio).toMatchObject(rest)
})

test('an override carries who gave it, why, until when, and what stood there', () => {
  const { owner, reason, expires } = right
  expect(overridden(definition, read(right)).http.httpErrorRatio.levels[1]?.overridden).toEqual({
    owner,
    reason,
    expires,
    instead: expect.objectContaining({ text: '1 %' }) as unknown,
  })
})

test('an override of an environment holds there alone', () => {
  const staging = read({ ...right, environment: 'staging' })
  expect(levelsIn(overridden(definition, staging))).toEqual(written)
  expect(levelsIn(overridden(definition, staging, { environment: 'production' }))).toEqual(written)
  expect(levelsIn(overridden(definition, staging, { environment: 'staging' }))).toEqual(['P0 2 % "all"', 'P1 1.5 % "all"'])
})

test('an override of an environment goes before one that holds everywhere', () => {
  const both = read(right, { ...right, value: '1.2 %', environment: 'staging' })
  expect(levelsIn(overridden(definition, both))).toContain('P1 1.5 % "all"')
  expect(levelsIn(overridden(definition, both, { environment: 'staging' }))).toEqual(['P0 2 % "all"', 'P1 1.2 % "all"'])
})

test('an override with labels adds a level for those series, and takes them from the other', () => {
  const { httpErrorRatio } = overridden(definition, read(right, { ...right, value: '0.5 %', labels: { route: '/a' } })).http
  const links = () => '/d/x'
  const conditions = httpErrorRatio.levels.map((level) => print(alertOf(httpErrorRatio, level, containerSite(), links).node))
  const signal = 'service_route:http_error_ratio:ratio_rate5m'
  const guard = 'and on (service, route) service_route:http_error_ratio_guard:rate5m > 0.00833333333333'
  expect(conditions).toEqual([
    `${signal} > 0.02 ${guard}`,
    `${signal} > 0.015 unless on (service, route) ${signal}{route="/a"} ${guard}`,
    `${signal}{route="/a"} > 0.005 ${guard}`,
  ])
})

test('tests look at every place with a value of its own, and at one without', () => {
  const places = [{ route: '/api/products' }, { route: '/a', service: 'other' }]
  const { httpErrorRatio } = overridden(definition, read(...places.map((labels) => ({ ...right, labels })))).http
  const views = viewsOf(httpErrorRatio)
  expect(views.map(({ limit, suffix }) => [suffix, limit.example.of])).toEqual([
    [', where no exception holds', { service: 'shop', route: '/api/products-other' }],
    [', where route is /api/products', { service: 'shop', route: '/api/products' }],
    [', where route is /a and service is other', { service: 'other', route: '/a' }],
  ])
  expect(views.map(({ limit }) => limit.levels.map(({ conditions: [first] }) => first?.value.text))).toEqual([
    ['2 %', '1 %'],
    ['2 %', '1.5 %'],
    ['2 %', '1.5 %'],
  ])
  for (const { limit } of views) {
    const { of, from } = limit.example
    for (const { labels } of from(0.1)) expect(labels).toMatchObject(of)
  }
})

test('the same overrides in another order give the same documents for what does not meet', () => {
  const [stock, errors] = [{ ...right, limit: 'StockLow', level: 'P2', value: 15 }, right]
  const bytes = (...entries: readonly object[]) => documentsOf(containerSite(), () => undefined, overridden(definition, read(...entries)))
  expect(bytes(stock, errors)).toEqual(bytes(errors, stock))
  expect(bytes(stock)).not.toEqual(bytes(errors))
})

test('an override is found from the day after its last', () => {
  const overrides = read({ ...right, expires: '2026-10-01' })
  expect(expiredFindings(overrides, '2026-10-01')).toEqual([])
  expect(expiredFindings(overrides, '2026-10-02')).toEqual([
    {
      check: 'expired-override',
      subject: 'HttpErrorRatioHigh',
      sentence:
        'overrides.yaml:3: the override of P1 to 1.5 % expired on 2026-10-01: platform puts the value into the definition, renews it or takes it out',
    },
  ])
})

test('every value of the definition can be read as it is printed', () => {
  const values = limits
    .filter(({ kind }) => kind === 'threshold')
    .flatMap(({ levels }) => levels.flatMap(({ conditions: [first] }) => (first ? [first.value] : [])))
  expect(values.length).toBeGreaterThan(20)
  for (const value of values)
    expect(quantityFrom(value.unit === 'count per second' ? `${value.text}/s` : value.text, value.unit)?.value).toBe(value.value)
})

test('every writing of a dimension can be read, and belongs to it', () => {
  for (const unit of ['ratio', 'seconds', 'bytes', 'count', 'money', 'count per second'])
    for (const text of writingsOf(unit)) expect(quantityFrom(text, unit)).toMatchObject({ text, unit })
  expect(quantityFrom('256 MiB', 'bytes')?.value).toBe(268_435_456)
  expect(quantityFrom('1 minute', 'seconds')?.value).toBe(60)
  for (const text of ['', '%', '-1', '1e3', '1,5', '0x10', 'Infinity', '3 % ', '1 2', '0.03'])
    expect(quantityFrom(text, 'ratio')).toBeUndefined()
  expect(quantityFrom('3', 'celsius')).toBeUndefined()
})
