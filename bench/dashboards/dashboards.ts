/** The dashboards that people have, by their number at grafana.com: what they ask for and who else gives it. */
import type { PeerName } from '../peers/programs.js'
import { nodeNames } from './names-1860.js'
import { postgresNames, redisHelmNames, redisNames } from './names-database.js'
import { probeNames, processNames } from './names-process.js'

export interface Dashboard {
  readonly number: number
  readonly title: string
  readonly names: readonly string[]
  /** Whose names they are. */
  readonly peer: PeerName | 'prom-client'
}

export const dashboards: readonly Dashboard[] = [
  { number: 9628, title: 'PostgreSQL Database', names: postgresNames, peer: 'postgres' },
  { number: 763, title: 'Redis Dashboard for Prometheus Redis Exporter', names: redisNames, peer: 'redis' },
  { number: 11835, title: 'Redis Dashboard for Prometheus Redis Exporter (helm redis-ha)', names: redisHelmNames, peer: 'redis' },
  { number: 1860, title: 'Node Exporter Full', names: nodeNames, peer: 'node' },
  { number: 7587, title: 'Prometheus Blackbox Exporter', names: probeNames, peer: 'blackbox' },
  { number: 11159, title: 'NodeJS Application Dashboard', names: processNames, peer: 'prom-client' },
]
