import { describe, expect, test } from 'vitest'
import { metrics } from '../../../definition/catalogue/index.js'
import { dashboards } from '../../../definition/dashboards/index.js'
import type { Panel } from '../../../definition/dashboards/index.js'
import type { Node } from '../../../definition/promql/index.js'
import { print, walk } from '../../../definition/promql/index.js'
import { limits } from '../../../definition/thresholds/index.js'
import type { Limit } from '../../../definition/thresholds/index.js'
import { nameOf, shown } from './walk.js'

const homesOf = (limit: Limit): readonly Panel[] => shown.flatMap(({ panel }) => (panel.home?.name === limit.name ? [panel] : []))

const homeOf = (limit: Limit): Panel => {
  const [home] = homesOf(limit)
  if (!home) throw new Error(`${limit.name} has no panel`)
  return home
}

const valuesOf = (limit: Limit): readonly number[] =>
  limit.levels.flatMap(({ conditions: [first] }) => (first ? [first.value.value] : [])).toSorted((one, other) => one - other)

const selectorsOf = (node: Node): readonly string[] => walk(node).flatMap((inner) => (inner.type === 'selector' ? [inner.metric] : []))

describe('the panel of a limit', () => {
  test.each(limits.map((limit) => [limit.name, limit] as const))('%s has exactly one home', (_name, limit) => {
    expect(homesOf(limit)).toHaveLength(1)
  })

  test.each(limits.map((limit) => [limit.name, limit] as const))('%s plots the very series that its alert compares', (_name, limit) => {
    const plotted = homeOf(limit).queries.map(({ of }) => print(of.node))
    const compared = limit.levels.flatMap(({ conditions: [first] }) => (first ? [first.record] : [limit.signal]))
    // a heartbeat's series are those that are missing; its panel adds those that are seen
    const seen = limit.expected ? ` or ${print(limit.expected)} * 0` : ''
    expect(new Set(plotted)).toEqual(new Set(compared.map((record) => record + seen)))
  })

  test('every home but a switch, a heartbeat and the Watchdog draws the definition’s own numbers', () => {
    for (const limit of limits) {
      const home = homeOf(limit)
      if (home.kind !== 'timeseries') {
        expect(['states', 'stat'], limit.name).toContain(home.kind)
        expect([0, 1], `${limit.name} has values that only lines can show`).toEqual(expect.arrayContaining([...valuesOf(limit)]))
        continue
      }
      expect(
        home.lines?.steps.map(({ from }) => from),
        limit.name,
      ).toEqual(valuesOf(limit))
    }
  })

  test('the most severe colour stands on the far side of the most severe value', () => {
    const ratio = homeOf(limits.find(({ name }) => name === 'HttpErrorRatioHigh') as Limit)
    const hits = homeOf(limits.find(({ name }) => name === 'CacheHitRatioLow') as Limit)
    expect(ratio.kind === 'timeseries' && ratio.lines).toEqual({
      base: 'green',
      steps: [
        { from: 0.01, colour: 'orange' },
        { from: 0.02, colour: 'red' },
      ],
    })
    expect(hits.kind === 'timeseries' && hits.lines).toEqual({
      base: 'yellow',
      steps: [
        { from: 0.7, colour: 'blue' },
        { from: 0.9, colour: 'green' },
      ],
    })
  })

  test('an objective shows its error budget beside its burn rates', () => {
    const plotted = new Set(shown.flatMap(({ panel }) => panel.queries.map(({ of }) => print(of.node))))
    for (const { budget } of limits) if (budget) expect(plotted).toContain(budget)
  })
})

describe.each(shown.map((each) => [nameOf(each), each] as const))('%s', (_name, { dashboard, panel }) => {
  test('says what it shows, when to worry and what to do', () => {
    for (const words of [panel.shows, panel.worry, panel.act]) expect(words).toMatch(/^[A-Za-z/].{15,}[.?]$/s)
  })

  test('says in words what an empty panel means', () => {
    expect(panel.whenEmpty).toMatch(/^[a-z][A-Za-z -]+$/)
  })

  test('reads only metrics that are declared or recorded', () => {
    const recorded = new Set(limits.flatMap(({ records }) => records.map(({ record }) => record)))
    for (const name of panel.queries.flatMap(({ of }) => selectorsOf(of.node))) {
      const known = recorded.has(name) || name in metrics || name.replace(/_(bucket|count|sum)$/, '') in metrics
      expect(known, `${name} is neither declared nor recorded`).toBe(true)
    }
  })

  test('has one unit, but for a table', () => {
    if (panel.kind !== 'table') expect(new Set(panel.queries.map(({ of }) => of.unit)).size).toBe(1)
  })

  test('names its series by labels that they have', () => {
    for (const { of, legend } of panel.queries)
      for (const [, label] of legend.matchAll(/\{\{(\w+)\}\}/g)) expect(of.labels).toContain(label)
  })

  test('tells its series apart', () => {
    if (panel.kind === 'table') return
    for (const { of, legend } of panel.queries) for (const label of of.labels) expect(legend).toContain(`{{${label}}}`)
  })

  test('is narrowed only by variables that the dashboard has', () => {
    const names = dashboard.variables.map(({ name }) => name)
    for (const variable of Object.values(panel.scope)) expect(names).toContain(variable)
  })
})

test('the e-commerce overview has eight panels, business first, every five seconds', () => {
  const overview = dashboards.find(({ name }) => name === 'overview')
  expect(overview?.refresh).toBe('5s')
  expect(overview?.rows.flatMap(({ panels }) => panels.map(({ title }) => title))).toEqual([
    'Orders a minute',
    'Product views a minute',
    'Revenue an hour',
    'Request rate',
    'Response times',
    'Error rate',
    'Database query time',
    'Cache hit ratio',
  ])
})
