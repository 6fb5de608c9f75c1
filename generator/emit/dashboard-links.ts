import type { Limit } from '../../definition/thresholds/index.js'

/** The path of the panel that plots a limit's signal, from the root of Grafana. */
export type DashboardLinks = (limit: Limit) => string
