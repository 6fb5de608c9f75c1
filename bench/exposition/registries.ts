/** 100,000 series that stand alike in prom-client and in the instruments, set together. */
import { Gauge, Registry } from 'prom-client'
import { family, gauge } from '../../definition/catalogue/index.js'
import { createInstruments, gaugeOf, type Instruments } from '../../instrument/index.js'

/** Names of the size that real ones have; none of the four labels takes more than 200 values. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const ROUTES = Array.from({ length: 200 }, (_, index) => `/api/v1/categories/:category/things-${index}`)
const STATUSES = ['200', '201', '204', '301', '304', '400', '401', '404', '499', '500']
const INSTANCES = Array.from({ length: 10 }, (_, index) => `host-${index}.example.org:9100`)

const HELP = 'What is measured here.'
const { bench_requests_held } = family('application', {
  bench_requests_held: gauge({
    help: HELP,
    labels: { method: 'open', route: 'open', status_code: 'open', instance: 'open' },
    source: 'bench',
    series: 100_000,
  }),
})

export interface Pair {
  readonly theirs: Registry
  readonly ours: Instruments
  readonly series: number
  /** Sets one series in both. */
  readonly set: (index: number, value: number) => void
}

const allLabels = () =>
  METHODS.flatMap((method) =>
    ROUTES.flatMap((route) => STATUSES.flatMap((status_code) => INSTANCES.map((instance) => ({ method, route, status_code, instance })))),
  )

export const createPair = (): Pair => {
  const [theirs, ours] = [new Registry(), createInstruments()]
  const labels = allLabels()
  const labelNames = ['method', 'route', 'status_code', 'instance']
  const theirGauge = new Gauge({ name: 'bench_requests_held', help: HELP, labelNames, registers: [theirs] })
  const ourGauge = gaugeOf(ours, bench_requests_held)
  const set = (index: number, value: number): void => {
    const label = labels[index % labels.length]
    if (label === undefined) return
    theirGauge.set(label, value)
    ourGauge.set(label, value)
  }
  return { theirs, ours, series: labels.length, set }
}
