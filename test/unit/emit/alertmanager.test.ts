import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { limits } from '../../../definition/thresholds/index.js'
import { alertmanagerConfig } from '../../../generator/emit/alertmanager.js'
import { containerSite } from '../../../generator/emit/index.js'
import { everyAlert } from '../../rules/alerts.js'
import type { AlertLabels } from '../../rules/alerts.js'
import { everyReceiver } from '../../rules/sites.js'

interface Route {
  readonly receiver: string
  readonly matchers?: readonly string[]
  readonly routes?: readonly Route[]
  readonly active_time_intervals?: readonly string[]
  readonly mute_time_intervals?: readonly string[]
}

interface Inhibition {
  readonly source_matchers: readonly string[]
  readonly target_matchers: readonly string[]
  readonly equal: readonly string[]
}

interface Configuration {
  readonly route: Route
  readonly receivers: readonly { readonly name: string }[]
  readonly inhibit_rules: readonly Inhibition[]
  readonly time_intervals?: readonly { readonly name: string }[]
}

const matches = (matchers: readonly string[], labels: AlertLabels): boolean =>
  matchers.every((matcher) => {
    const parts = /^(\w+)(=~|=)"([^"]*)"$/.exec(matcher)
    if (!parts) throw new Error(`${matcher}: a matcher that this test does not read`)
    const [, label = '', operator, value = ''] = parts
    const given = labels[label] ?? ''
    return operator === '=' ? given === value : new RegExp(`^(?:${value})$`).test(given)
  })

const routesOf = (route: Route): readonly Route[] => [route, ...(route.routes ?? []).flatMap(routesOf)]
const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].toSorted()

const sites = [
  ['as committed', containerSite()],
  ['with every receiver', everyReceiver()],
  ['with no receiver but the inbox', { ...containerSite(), receivers: {} }],
] as const

const alerts = everyAlert()
const nameOf = ({ alertname, priority }: AlertLabels): string => `${alertname} ${priority}`

describe.each(sites)('alertmanager.yml %s', (_name, site) => {
  const { route, receivers, time_intervals = [] } = parse(alertmanagerConfig(site).text) as Configuration
  const routes = routesOf(route)

  test('defines every receiver it names, once, and names every receiver it defines', () => {
    expect(receivers.map(({ name }) => name).toSorted()).toEqual(sorted(routes.map(({ receiver }) => receiver)))
  })

  test('defines every time interval it names and names every one it defines', () => {
    const named = routes.flatMap((one) => [...(one.active_time_intervals ?? []), ...(one.mute_time_intervals ?? [])])
    expect(time_intervals.map(({ name }) => name)).toEqual(sorted(named))
  })

  test('has no route that no alert takes', () => {
    const idle = routes.filter(({ matchers = [] }) => !alerts.some((labels) => matches(matchers, labels)))
    expect(idle).toEqual([])
  })
})

const { inhibit_rules: inhibitions } = parse(alertmanagerConfig(containerSite()).text) as Configuration

/** Pairs that a rule joins where all labels are the same, or could be: it silences the second while the first fires. */
const pairsOf = ({ source_matchers, target_matchers, equal }: Inhibition): readonly (readonly [AlertLabels, AlertLabels])[] =>
  alerts
    .filter((source) => matches(source_matchers, source))
    .flatMap((source) =>
      alerts
        .filter((target) => matches(target_matchers, target))
        .filter((target) => !equal.includes('alertname') || source['alertname'] === target['alertname'])
        .map((target) => [source, target] as const),
    )

const pairs = inhibitions.flatMap(pairsOf)

describe('the inhibition rules', () => {
  test('each say on which labels, or they would silence the whole shop', () => {
    expect(inhibitions.filter(({ equal }) => !Array.isArray(equal) || equal.length === 0)).toEqual([])
  })

  test('never match one alert as source and as target', () => {
    const both = inhibitions.filter(({ source_matchers, target_matchers }) =>
      alerts.some((labels) => matches(source_matchers, labels) && matches(target_matchers, labels)),
    )
    expect(both).toEqual([])
  })

  test('each silence something that this definition can raise', () => {
    expect(inhibitions.filter((rule) => pairsOf(rule).length === 0)).toEqual([])
  })

  test('never silence what is more severe', () => {
    const stronger = pairs.filter(([source, target]) => (source['priority'] ?? '') > (target['priority'] ?? ''))
    expect(stronger.map(([source, target]) => `${nameOf(source)} silences ${nameOf(target)}`)).toEqual([])
  })

  test('never silence another limit that does not say so itself', () => {
    const unasked = pairs
      .filter(([source, target]) => source['alertname'] !== target['alertname'])
      .filter(
        ([source, target]) => !limits.find(({ name }) => name === target['alertname'])?.silencedBy.includes(source['alertname'] ?? ''),
      )
    expect(unasked.map(([source, target]) => `${nameOf(source)} silences ${nameOf(target)}`)).toEqual([])
  })

  test('go in no circle: following who silences whom never leads back', () => {
    const reachedFrom = (name: string): ReadonlySet<string> => {
      const reached = new Set<string>()
      const next = [name]
      for (let from = next.pop(); from !== undefined; from = next.pop()) {
        for (const [source, target] of pairs) {
          if (nameOf(source) !== from || reached.has(nameOf(target))) continue
          reached.add(nameOf(target))
          next.push(nameOf(target))
        }
      }
      return reached
    }
    const names = [...new Set(pairs.map(([source]) => nameOf(source)))]
    expect(names.filter((name) => reachedFrom(name).has(name))).toEqual([])
  })

  test('hold every level of a limit against the lower ones', () => {
    for (const { name, levels } of limits) {
      const [most, ...lower] = levels.map(({ priority }) => `${name} ${priority}`)
      const silenced = pairs.filter(([source]) => nameOf(source) === most).map(([, target]) => nameOf(target))
      expect(silenced, name).toEqual(expect.arrayContaining(lower))
    }
  })
})

describe('a limit that another silences', () => {
  const silences = limits.flatMap((echo) => echo.silencedBy.map((cause) => [cause, echo.name, echo] as const))

  test.each(silences)('%s, which silences %s, shares a label with it', (cause, _echo, { labels }) => {
    const source = limits.find(({ name }) => name === cause)
    expect(source).toBeDefined()
    expect(source?.labels.filter((label) => labels.includes(label))).not.toEqual([])
  })

  test.each(silences)('%s silences %s by a rule on the labels that both have, and on no other', (cause, echo, { labels }) => {
    const shared = labels.filter((label) => limits.find(({ name }) => name === cause)?.labels.includes(label))
    const rules = inhibitions.filter(
      ({ source_matchers, target_matchers }) =>
        source_matchers.includes(`alertname="${cause}"`) && target_matchers.includes(`alertname="${echo}"`),
    )
    expect(rules.length).toBeGreaterThan(0)
    for (const { equal } of rules) expect(equal).toEqual(shared)
  })
})
