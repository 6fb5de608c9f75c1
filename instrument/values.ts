/**
 * The three ways to write a value: every label is required and typed by the declaration, so that a misspelt or forgotten
 * label does not compile.
 */
import type { LabelSet, Metric } from '../definition/catalogue/index.js'
import type { Instruments } from './registry.js'
import { add, observe, put } from './series.js'

export interface Counter<M extends Metric> {
  /** Adds `by`, 1 when left away. Throws TypeError for a negative or non-finite number. */
  readonly inc: (labels: LabelSet<M>, by?: number) => void
}

export interface Gauge<M extends Metric> {
  readonly set: (labels: LabelSet<M>, value: number) => void
  readonly inc: (labels: LabelSet<M>, by?: number) => void
  readonly dec: (labels: LabelSet<M>, by?: number) => void
}

export interface Histogram<M extends Metric> {
  /** Counts one value, in the metric's own unit. Throws TypeError for a non-finite number. */
  readonly observe: (labels: LabelSet<M>, value: number) => void
}

/** The typed labels as the store reads them; the one place where the type of a metric's labels is let go. */
const texts = (labels: object): Readonly<Record<string, string>> => labels as Readonly<Record<string, string>>

const finite = (metric: Metric, value: number): number => {
  if (Number.isFinite(value)) return value
  throw new TypeError(`${metric.name} takes a finite number, got ${String(value)}`)
}

/**
 * Counts what the catalogue declares as a counter.
 *
 * @example
 * counterOf(instruments, shopEvents.shop_orders_created_total).inc({ status: 'pending' })
 */
export const counterOf = <const M extends Metric<string, 'counter'>>(instruments: Instruments, metric: M): Counter<M> => {
  const family = instruments.scalar(metric)
  return Object.freeze({
    inc: (labels: LabelSet<M>, by = 1) => {
      if (finite(metric, by) < 0) throw new TypeError(`${metric.name} only grows, got ${by}`)
      add(family.series(texts(labels)), by)
    },
  })
}

/**
 * Sets what the catalogue declares as a gauge.
 *
 * @example
 * gaugeOf(instruments, application.db_pool_waiting).set({ pool: 'shop' }, 3)
 */
export const gaugeOf = <const M extends Metric<string, 'gauge'>>(instruments: Instruments, metric: M): Gauge<M> => {
  const family = instruments.scalar(metric)
  return Object.freeze({
    set: (labels: LabelSet<M>, value: number) => put(family.series(texts(labels)), value),
    inc: (labels: LabelSet<M>, by = 1) => add(family.series(texts(labels)), finite(metric, by)),
    dec: (labels: LabelSet<M>, by = 1) => add(family.series(texts(labels)), -finite(metric, by)),
  })
}

/**
 * Observes what the catalogue declares as a histogram.
 *
 * @example
 * histogramOf(instruments, application.db_query_duration_seconds).observe({ query: 'product', outcome: 'success' }, 0.004)
 */
export const histogramOf = <const M extends Metric<string, 'histogram'>>(instruments: Instruments, metric: M): Histogram<M> => {
  const family = instruments.histogram(metric)
  return Object.freeze({
    observe: (labels: LabelSet<M>, value: number) => observe(family.series(texts(labels)), finite(metric, value)),
  })
}
