/** Real servers for the benches, as native programs of their own in a folder that is removed at the end. */
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startPostgres, startRedis } from '../../stack/index.js'
import type { Ground } from './peers.js'

export interface Servers extends Ground {
  readonly stop: () => Promise<void>
}

export const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
  chmodSync(folder, 0o711) // PostgreSQL may run as another user
  return folder
}

const SETTINGS = { shared_preload_libraries: 'pg_stat_statements', track_io_timing: 'on', fsync: 'off', max_connections: '50' }

/** A PostgreSQL with an empty database and an empty Redis. */
export const startServers = async (): Promise<Servers> => {
  const folder = makeFolder()
  const place = async (name: string) => ({ directory: join(folder, name), log: join(folder, `${name}.log`), port: await freePort() })
  const account = { user: 'plimsoll', password: randomBytes(12).toString('hex'), database: 'plimsoll' }
  const postgres = await startPostgres({ ...(await place('postgres')), ...account, settings: SETTINGS })
  const redis = await startRedis(await place('redis'))
  const stop = async (): Promise<void> => {
    await Promise.all([postgres.running.stop(), redis.running.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
  return { postgres: postgres.url, redis: redis.url, folder, stop }
}
