import { counter, gauge, type Labels } from '../metric.js'

/** `target` tells several servers of one exporter apart. */
export const perTarget = { target: 'open' } as const
export const perDatabase = { target: 'open', datname: 'open' } as const
/** As postgres_exporter labels pg_stat_database. */
export const perDatabaseNumber = { target: 'open', datid: 'open', datname: 'open' } as const

/** Expected of a family that has a series a table, an index or a statement; the configuration bounds them. */
export const MANY = 100

/** Declares metrics that share their labels and their source; a unit that the name does not say is a method's. */
export const from = <const L extends Labels>(source: string, labels: L, series = 1) => ({
  counter: (help: string) => counter({ help, labels, source, series }),
  bytesCounter: (help: string) => counter({ help, labels, unit: 'bytes', source, series }),
  gauge: (help: string) => gauge({ help, labels, source, series }),
  bytes: (help: string) => gauge({ help, labels, unit: 'bytes', source, series }),
  seconds: (help: string) => gauge({ help, labels, unit: 'seconds', source, series }),
  timestamp: (help: string) => gauge({ help, labels, unit: 'timestamp', source, series }),
})
