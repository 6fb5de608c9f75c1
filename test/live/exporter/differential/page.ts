/** A page as the comparison sees it: series by name and labels, without what only says where they come from. */
import { readPage } from '../../../support/metrics-page.js'

export interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  /** Name and labels, in one order whatever the page's. */
  readonly key: string
}

export interface Page {
  readonly series: ReadonlyMap<string, Series>
  readonly names: ReadonlySet<string>
  /** `counter`, `gauge`, … by the name of the family. */
  readonly types: ReadonlyMap<string, string>
}

/** How the series of some names are brought to one form on both pages. */
export interface Fold {
  readonly names: RegExp
  /** Labels that stay; series that differ in the others alone become one. */
  readonly keep: readonly string[]
  readonly by: 'sum' | 'max'
  readonly reason: string
}

/** `target` is ours: which server of several; `server` is postgres_exporter's address of it. */
const WHERE = new Set(['target', 'server'])

const keyOf = (name: string, labels: Readonly<Record<string, string>>): string =>
  `${name}{${Object.keys(labels)
    .toSorted()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`)
    .join(',')}}`

const joined = (by: Fold['by'], before: number | undefined, value: number): number => {
  if (before === undefined) return value
  return by === 'sum' ? before + value : Math.max(before, value)
}

export const pageOf = (text: string, folds: readonly Fold[]): Page => {
  const series = new Map<string, Series>()
  const written = readPage(text)
  for (const { name, labels: all, value } of written) {
    const fold = folds.find(({ names }) => names.test(name))
    const stays = (label: string): boolean => (fold ? fold.keep.includes(label) : !WHERE.has(label))
    const labels = Object.fromEntries(Object.entries(all).filter(([label, text]) => stays(label) && text !== ''))
    const key = keyOf(name, labels)
    series.set(key, { name, labels, key, value: fold ? joined(fold.by, series.get(key)?.value, value) : value })
  }
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]))
  return { series, names: new Set(written.map(({ name }) => name)), types }
}

/** Whether it only grows: a counter, or the counts and sums of a histogram or summary. */
export const onlyGrows = ({ types }: Page, name: string): boolean => {
  const family = name.replace(/_(bucket|sum|count)$/, '')
  const type = types.get(name) ?? types.get(family)
  return type === 'counter' || type === 'histogram' || (type === 'summary' && name !== family)
}
