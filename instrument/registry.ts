/**
 * Every instrument of one process, and the page that shows them.
 */
import { Buffer } from 'node:buffer'
import type { Metric } from '../definition/catalogue/index.js'
import { CONTENT_TYPE, inSlices, renderStores, type Store } from '../exposition/index.js'
import { type Buckets, type Family, histogramFamily, type Scalar, scalarFamily } from './series.js'

/** What an application measures itself with; made by createInstruments, read by renderMetrics. */
export interface Instruments {
  /** The counter or gauge of this name; the same family each time. */
  readonly scalar: (metric: Metric) => Family<Scalar>
  readonly histogram: (metric: Metric) => Family<Buckets>
  /** Runs the reader before each rendering, for values that are only worth reading then. Returns what removes it. */
  readonly beforeRender: (read: () => void) => () => void
  /** Shows the families of others behind its own. Returns what removes them. */
  readonly include: (others: Instruments) => () => void
  /** Reads what is only read now, and gives every family in the order of the page. */
  readonly stores: () => readonly Store[]
}

/** A page in Prometheus' text format 0.0.4, with the header that says so. */
export interface MetricsPage {
  readonly contentType: string
  readonly body: string
}

const member = <Item>(items: Set<Item>, item: Item): (() => void) => {
  items.add(item)
  return () => void items.delete(item)
}

const shelf = <Series>(create: (metric: Metric) => Family<Series>, taken: Map<string, Metric>) => {
  const families = new Map<string, Family<Series>>()
  const take = (metric: Metric): Family<Series> => {
    const known = families.get(metric.name)
    if (known?.metric === metric) return known
    if (taken.has(metric.name)) throw new TypeError(`${metric.name} is declared twice; take the constant of the catalogue`)
    const family = create(metric)
    taken.set(metric.name, metric)
    families.set(metric.name, family)
    return family
  }
  return { families, take }
}

/**
 * An empty set of instruments; a process has one.
 *
 * @example
 * const instruments = createInstruments()
 * app.use(koaMetrics(instruments))
 */
export const createInstruments = (): Instruments => {
  const taken = new Map<string, Metric>()
  const scalars = shelf(scalarFamily, taken)
  const histograms = shelf(histogramFamily, taken)
  const readers = new Set<() => void>()
  const included = new Set<Instruments>()
  const stores = (): readonly Store[] => {
    for (const read of readers) read()
    const own = [...scalars.families.values(), ...histograms.families.values()].map(({ store }) => store)
    return [...own, ...[...included].flatMap((others) => others.stores())]
  }
  return Object.freeze({
    scalar: scalars.take,
    histogram: histograms.take,
    beforeRender: (read: () => void) => member(readers, read),
    include: (others: Instruments) => member(included, others),
    stores,
  })
}

/**
 * Everything that was measured, as buffers that never change; the event loop breathes in between, however much it is.
 * gzipParts of exposition packs them.
 */
export const renderParts = (instruments: Instruments): Promise<readonly Buffer[]> => inSlices(renderStores(instruments.stores()))

/** Everything that was measured, as Prometheus reads it. */
export const renderMetrics = async (instruments: Instruments): Promise<MetricsPage> => ({
  contentType: CONTENT_TYPE,
  body: Buffer.concat(await renderParts(instruments)).toString(),
})
