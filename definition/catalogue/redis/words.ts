import { counter, gauge } from '../metric.js'

/** `target` tells several servers of one exporter apart. */
export const target = { target: 'open' } as const

/* The source `INFO <field>` is more than a note: the exporter fills the metric from the field that it names. */

export const grows = (help: string, field: string) => counter({ help, labels: target, source: `INFO ${field}`, series: 1 })
export const stands = (help: string, field: string) => gauge({ help, labels: target, source: `INFO ${field}`, series: 1 })

/** Where the name that redis_exporter chose does not say the unit. */
export const seconds = (help: string, field: string) => gauge({ help, labels: target, unit: 'seconds', source: `INFO ${field}`, series: 1 })
export const bytes = (help: string, field: string) => gauge({ help, labels: target, unit: 'bytes', source: `INFO ${field}`, series: 1 })
