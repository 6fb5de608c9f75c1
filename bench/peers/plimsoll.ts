/** Our exporter as it is shipped: `plimsoll serve` in a process of its own. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { packageRoot } from '../../configuration/index.js'
import type { Ground } from './peers.js'
import { startExporterProcess, type Exporter } from './start.js'

/** Compiled, also where this file itself is not. */
const MAIN = join(packageRoot, 'dist', 'cli', 'main.js')

/** As the image and `plimsoll up` start it. */
const SHIPPED_WITH = ['--max-semi-space-size=1', '--v8-pool-size=1'] as const

const WIDE = ', processes: true, interrupts: true, connections: true'

const configurationOf = (
  { postgres, redis }: Ground,
  system: string,
  further: string,
): string => `postgres: [{ name: shop, url: '${postgres}' }]
redis: [{ name: cache, url: '${redis}' }]
system: { name: host${system} }
${further}
`

export interface Further {
  /** Sections of the configuration beside the three sources. */
  readonly configuration?: string
  /** With what is off by default because it costs more than most want to pay; dashboards ask for it. */
  readonly wide?: boolean
  /** Flags of Node. */
  readonly flags?: readonly string[]
  readonly name?: string
}

/** Reads the machine, one database and one cache. */
export const startPlimsoll = (
  ground: Ground,
  { configuration = '', wide = false, flags = [], name = 'plimsoll' }: Further = {},
): Promise<Exporter> => {
  const file = join(ground.folder, `${name}.yaml`)
  writeFileSync(file, configurationOf(ground, wide ? WIDE : '', configuration), { mode: 0o600 })
  const args = (address: string): readonly string[] => [
    ...SHIPPED_WITH,
    ...flags,
    MAIN,
    'serve',
    '--config',
    file,
    '--host',
    '127.0.0.1',
    '--port',
    address.split(':')[1] ?? '',
  ]
  return startExporterProcess({ name, command: execPath, args, env: { NODE_ENV: 'production' }, folder: ground.folder })
}
