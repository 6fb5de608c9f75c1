/** Asks /probe of an exporter. */
import { readPage } from './metrics-page.js'

export interface Probed {
  readonly status: number
  readonly text: string
  /** Why it failed. */
  readonly reason: string
  readonly value: (name: string, labels?: Readonly<Record<string, string>>) => number | undefined
  readonly names: readonly string[]
  readonly labels: (name: string) => Readonly<Record<string, string>> | undefined
}

export async function probe(url: string, query: Readonly<Record<string, string>>, timeoutSeconds = 10): Promise<Probed> {
  const asked = new URLSearchParams({ ...query, debug: 'true' })
  const headers = { 'x-prometheus-scrape-timeout-seconds': String(timeoutSeconds) }
  const response = await fetch(`${url}/probe?${asked}`, { headers })
  const text = await response.text()
  const [first = '', ...rest] = text.split('\n')
  const series = response.ok ? readPage(rest.join('\n')) : []
  const find = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    series.find((one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value))
  return {
    status: response.status,
    text,
    reason: first.replace(/^# /, ''),
    value: (name, labels) => find(name, labels)?.value,
    names: [...new Set(series.map(({ name }) => name))].sort(),
    labels: (name) => find(name)?.labels,
  }
}
