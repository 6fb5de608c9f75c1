import type { InboxAlert, Strings } from './alert.js'

/** Where the other tools answer in the reader's browser; what is left away gets no link. */
export interface ToolUrls {
  readonly prometheusUrl?: string | undefined
  readonly alertmanagerUrl?: string | undefined
  readonly grafanaUrl?: string | undefined
}

export interface AlertLinks {
  readonly runbook?: string | undefined
  readonly dashboard?: string | undefined
  readonly graph?: string | undefined
  readonly silence?: string | undefined
}

/** An address from an annotation, only when a browser may follow it without running it. */
const webAddress = (text: string | undefined): string | undefined => {
  if (text === undefined || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  return new URL(text).href
}

/** Prometheus' own link, moved to the address that the reader's browser can reach. */
const graphLink = (generatorUrl: string, prometheusUrl: string | undefined): string | undefined => {
  const told = webAddress(generatorUrl)
  if (told === undefined || prometheusUrl === undefined) return told
  const { search } = new URL(told)
  return search === '' ? undefined : `${prometheusUrl}/graph${search}`
}

/** Prometheus' graph page for a query over the last hour. */
export const queryLink = (query: string, prometheusUrl: string | undefined): string | undefined =>
  prometheusUrl === undefined
    ? undefined
    : `${prometheusUrl}/graph?${new URLSearchParams({ 'g0.expr': query, 'g0.tab': '0', 'g0.range_input': '1h' }).toString()}`

const LEGACY_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** Alertmanager's form for a new silence, filled in with the alert's labels. */
const silenceLink = (labels: Strings, alertmanagerUrl: string | undefined): string | undefined => {
  if (alertmanagerUrl === undefined) return undefined
  const matchers = Object.entries(labels).map(
    ([name, value]) => `${LEGACY_NAME.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(value)}`,
  )
  return `${alertmanagerUrl}/#/silences/new?filter=${encodeURIComponent(`{${matchers.join(',')}}`)}`
}

/**
 * Where to look and what to do for one alert.
 *
 * @param runbooks names of the runbooks that the desk itself can show
 */
export const linksOf = (alert: InboxAlert, urls: ToolUrls, runbooks: ReadonlySet<string>): AlertLinks => ({
  runbook: runbooks.has(alert.alertname)
    ? `/runbooks/${encodeURIComponent(alert.alertname)}`
    : webAddress(alert.annotations['runbook_url']),
  dashboard: webAddress(alert.annotations['dashboard_url']),
  graph: graphLink(alert.generatorUrl, urls.prometheusUrl),
  silence: alert.status === 'firing' ? silenceLink(alert.labels, urls.alertmanagerUrl) : undefined,
})
