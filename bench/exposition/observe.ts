/** One observation of a histogram with three labels. */
import { Histogram, Registry } from 'prom-client'
import { DURATION_BUCKETS, family, histogram } from '../../definition/catalogue/index.js'
import { createInstruments, histogramOf } from '../../instrument/index.js'
import type { Subject } from './rounds.js'

export const OBSERVATIONS = 100_000

const labelNames = ['method', 'route', 'status_code'] as const
const { bench_duration_seconds } = family('application', {
  bench_duration_seconds: histogram({
    help: 'Duration.',
    labels: { method: 'open', route: 'open', status_code: 'open' },
    source: 'bench',
    series: 1000,
    buckets: DURATION_BUCKETS,
  }),
})

const SECONDS = Array.from({ length: 1024 }, () => Math.random() ** 4)

/** As a handler does it: a label object of its own each time. */
const observing =
  (observe: (labels: { method: string; route: string; status_code: string }, seconds: number) => void): (() => void) =>
  () => {
    for (let index = 0; index < OBSERVATIONS; index += 1)
      observe({ method: 'GET', route: '/api/products/:id', status_code: '200' }, SECONDS[index % 1024] ?? 0)
  }

export const observers = (): readonly Subject[] => {
  const buckets = [...DURATION_BUCKETS]
  const theirs = new Histogram({ name: 'bench_duration_seconds', help: 'Duration.', labelNames, buckets, registers: [new Registry()] })
  const ours = histogramOf(createInstruments(), bench_duration_seconds)
  return [
    { name: 'prom-client', run: observing((labels, seconds) => theirs.observe(labels, seconds)) },
    { name: 'plimsoll', run: observing((labels, seconds) => ours.observe(labels, seconds)) },
  ]
}
