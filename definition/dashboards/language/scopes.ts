import type { Limit } from '../../thresholds/index.js'
import type { Scope, Variable } from './panel.js'

/* The exporter tells of databases and machines under its own job and instance. Were those panels narrowed by `service`,
   choosing one service would empty them; so each kind of thing has its own variable. */

/** What a service says of itself. */
export const services: Scope = { job: 'job', service: 'service', instance: 'instance' }
/** Databases and caches, whatever exporter reads them. */
export const servers: Scope = { target: 'target' }
export const machines: Scope = { instance: 'machine' }
export const everything: Scope = {}

export const scopeOf = (limit: Limit, otherwise: Scope): Scope => {
  if (limit.labels.includes('service')) return services
  return limit.labels.includes('target') ? servers : otherwise
}

export const SERVICE_VARIABLES: readonly Variable[] = [
  { name: 'job', label: 'Job', valuesOf: { metric: 'up', label: 'job' }, within: [] },
  { name: 'service', label: 'Service', valuesOf: { metric: 'up', label: 'service' }, within: ['job'] },
  { name: 'instance', label: 'Instance', valuesOf: { metric: 'up', label: 'instance' }, within: ['job', 'service'] },
]

export const RESOURCE_VARIABLES: readonly Variable[] = [
  { name: 'target', label: 'Database or cache', valuesOf: { metric: 'plimsoll_collector_success', label: 'target' }, within: [] },
  { name: 'machine', label: 'Machine', valuesOf: { metric: 'node_boot_time_seconds', label: 'instance' }, within: [] },
]
