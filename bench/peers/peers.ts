/** The four Go exporters on the servers that ours reads. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PeerProgram, PeerName } from './programs.js'
import { startPeer, type Exporter } from './start.js'

export interface Ground {
  /** Address of the database, with its password. */
  readonly postgres: string
  readonly redis: string
  /** For logs and configuration files. */
  readonly folder: string
}

/** `default`: as they come. `wide`: with what a dashboard or a comparison needs beside. */
export type Breadth = 'default' | 'wide'

const WIDE: Readonly<Record<PeerName, readonly string[]>> = {
  node: ['processes', 'tcpstat', 'interrupts', 'systemd'].map((name) => `--collector.${name}`),
  postgres: [
    'postmaster',
    'stat_checkpointer',
    'long_running_transactions',
    'database_wraparound',
    'stat_statements',
    'statio_user_indexes',
    'stat_wal_receiver',
    'xlog_location',
    'stat_activity_autovacuum',
    'process_idle',
    'buffercache_summary',
  ].map((name) => `--collector.${name}`),
  redis: ['-include-system-metrics'],
  blackbox: [],
}

/** Those that this version knows. */
const widening = ({ name, help }: PeerProgram, breadth: Breadth): readonly string[] =>
  breadth === 'default' ? [] : WIDE[name].filter((flag) => new RegExp(`^ *(--)?${flag.replaceAll('-', '\\-')}\\b`, 'm').test(help))

/** Follows no redirect to elsewhere, trusts the certificate that was made for this run. */
const MODULES = `modules:
  https:
    prober: http
    timeout: 5s
    http: { preferred_ip_protocol: ip4, tls_config: { insecure_skip_verify: true } }
`

type Starts = Readonly<Record<PeerName, (program: PeerProgram, ground: Ground, breadth: Breadth) => Promise<Exporter>>>

export const startPeers: Starts = {
  node: (program, { folder }, breadth) =>
    startPeer(program, { folder, args: (address) => [`--web.listen-address=${address}`, ...widening(program, breadth)] }),
  postgres: (program, { folder, postgres }, breadth) =>
    startPeer(program, {
      folder,
      env: { DATA_SOURCE_NAME: `${postgres}?sslmode=disable` },
      args: (address) => [`--web.listen-address=${address}`, ...widening(program, breadth)],
    }),
  redis: (program, { folder, redis }, breadth) =>
    startPeer(program, {
      folder,
      args: (address) => ['-web.listen-address', address, '-redis.addr', redis, ...widening(program, breadth)],
    }),
  blackbox: (program, { folder }) => {
    const file = join(folder, 'blackbox.yml')
    writeFileSync(file, MODULES)
    return startPeer(program, { folder, args: (address) => [`--web.listen-address=${address}`, `--config.file=${file}`] })
  },
}
