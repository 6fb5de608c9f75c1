import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, test } from 'vitest'
import { metrics } from '../../../definition/catalogue/index.js'
import { dashboards } from '../../../definition/dashboards/index.js'
import { print, query, recorded } from '../../../definition/promql/index.js'
import { targetsOf } from '../../../generator/emit/grafana/index.js'
import { nameOf, shown } from './walk.js'

const mistakesIn = (text: string): readonly string[] => {
  const found: string[] = []
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) found.push(`${text.slice(0, node.from)}⟂${text.slice(node.from)}`)
    },
  })
  return found
}

/** What Grafana sends when nothing is chosen. */
const sent = (text: string): string => text.replaceAll('$__rate_interval', '1m0s').replaceAll(/\$\w+/g, '.+')

describe('a query of a panel', () => {
  test.each(dashboards.flatMap((dashboard) => targetsOf(dashboard)).map((each) => [`${each.dashboard}: ${each.panel}`, each] as const))(
    '%s is PromQL as Grafana sends it',
    (_name, { targets }) => {
      expect(targets.length).toBeGreaterThan(0)
      for (const { expression } of targets) {
        expect(sent(expression)).not.toContain('$')
        expect(mistakesIn(sent(expression))).toEqual([])
      }
    },
  )

  test.each(shown.map((each) => [nameOf(each), each] as const))('%s is PromQL as a rule would have it', (_name, { panel }) => {
    for (const { of } of panel.queries) expect(mistakesIn(print(of.node))).toEqual([])
  })

  test('the parser sees a mistake', () => {
    expect(mistakesIn('sum(rate(x[5m])')).not.toEqual([])
  })
})

describe('the variables of a panel', () => {
  const { up, ALERTS: alerts, http_requests_total: requests } = query(metrics)
  const form = { for: 'panel', variables: { job: 'job', service: 'service', instance: 'machine' } } as const

  test('narrow a scraped series by every label of its target', () => {
    expect(print(up.max('service').node, form)).toBe('max by (service) (up{job=~"$job", service=~"$service", instance=~"$machine"})')
  })

  test('narrow a recorded series only by the labels it has', () => {
    const series = recorded('service:up:max', up.max('service'))
    expect(print(series.node, form)).toBe('service:up:max{service=~"$service"}')
    expect(print(recorded('shop:up:max', up.max()).node, form)).toBe('shop:up:max')
  })

  test('leave a label alone that the query has chosen', () => {
    expect(print(up.where({ service: 'shop' }).max().node, form)).toBe('max(up{service="shop", job=~"$job", instance=~"$machine"})')
  })

  test('do not touch what Prometheus makes itself, nor a rule', () => {
    expect(print(alerts.where({ alertstate: 'firing' }).count().node, form)).toBe('count(ALERTS{alertstate="firing"})')
    expect(print(up.max().node)).toBe('max(up)')
  })

  test('a rate is told by the minute or the hour in its own unit', () => {
    const pace = requests.rate('5m').sum()
    expect([pace.perMinute().unit, print(pace.perMinute().node)]).toEqual(['count per minute', 'sum(rate(http_requests_total[5m])) * 60'])
    expect([pace.perHour().unit, print(pace.perHour().node)]).toEqual(['count per hour', 'sum(rate(http_requests_total[5m])) * 3600'])
  })
})
