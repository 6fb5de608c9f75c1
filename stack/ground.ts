/** The ground that the stack stands on: folders, ports, passwords and programs, decided before anything is started. */
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceName } from '../definition/site/index.js'
import { fetchTrees } from './fetch.js'
import type { Output } from './fetch.js'
import { findGrafana } from './grafana.js'
import type { Grafana } from './grafana.js'
import { cacheHome } from './home.js'
import type { Folders, Ground } from './plan.js'
import { privatePort } from './ports.js'
import { postgresUrl } from './postgres.js'
import { alertmanagerSource, findPostgres, findProgram, POSTGRES_TREE, prometheusSource, redisSource } from './programs.js'
import type { PostgresPrograms, Program } from './programs.js'
import { writeWhole } from './run-folder.js'
import { StartError } from './failure.js'
import { barrier, unprivilegedUser } from './users.js'

/** Every program of the stack, found or fetched. */
export interface Programs {
  readonly postgres: PostgresPrograms
  readonly redis: Program
  readonly prometheus: Program
  readonly alertmanager: Program
  readonly grafana?: Grafana
}

const HOST = '127.0.0.1'
const NAME = 'plimsoll'
const WATCHER = 'exporter'

/** Finds each program on the machine or in our cache, and fetches into the cache what is in neither. */
export async function findOrFetch(environment: NodeJS.ProcessEnv, output: Output, signal: AbortSignal): Promise<Programs> {
  const home = cacheHome(environment)
  const missing = missingTrees(home)
  if (missing.length > 0) await fetchTrees({ home, trees: missing, output, signal })
  const postgres = findPostgres(home)
  const redis = findProgram(redisSource, home)
  const prometheus = findProgram(prometheusSource, home)
  const alertmanager = findProgram(alertmanagerSource, home)
  const grafana = findGrafana()
  if (!postgres || !redis || !prometheus || !alertmanager) throw new StartError(`the packages fetched into ${home} lack a program`)
  return { postgres, redis, prometheus, alertmanager, ...(grafana ? { grafana } : {}) }
}

/** Chooses folders, private ports and passwords; passwords stay the same from one start to the next. */
export async function layGround(
  run: string,
  ports: ReadonlyMap<ServiceName, number>,
  environment: NodeJS.ProcessEnv,
  postgresPrograms: PostgresPrograms,
): Promise<Ground> {
  const folders = makeFolders(run, environment)
  const postgresPort = await privatePort(new Set(ports.values()))
  const redisPort = await privatePort(new Set([...ports.values(), postgresPort]))
  const database = { port: postgresPort, user: NAME, password: secret(folders, 'postgres'), database: NAME }
  const watched = { ...database, user: WATCHER, password: secret(folders, 'postgres-exporter') }
  return {
    folders,
    ports,
    postgres: { host: HOST, ...database, url: postgresUrl(database) },
    watched: { host: HOST, ...watched, url: postgresUrl(watched) },
    redis: { host: HOST, port: redisPort, url: `redis://${HOST}:${redisPort}` },
    postgresPrograms,
    hasGrafana: ports.has('grafana'),
  }
}

/** A password of 24 random bytes in a file that we alone may read, made on first use. @returns the password */
export function secret(folders: Folders, name: string): string {
  const file = secretFile(folders, name)
  if (!existsSync(file)) writeWhole(file, `${randomBytes(24).toString('hex')}\n`, 0o600)
  return readFileSync(file, 'utf8').trim()
}

export const secretFile = (folders: Folders, name: string): string => join(folders.run, 'secrets', name)

function missingTrees(home: string): readonly string[] {
  const sources = [prometheusSource, alertmanagerSource, redisSource]
  const missing = sources.filter((source) => !findProgram(source, home)).map(({ packageName }) => packageName)
  return findPostgres(home) ? missing : [...missing, POSTGRES_TREE]
}

function makeFolders(run: string, environment: NodeJS.ProcessEnv): Folders {
  const folders = { run, configuration: join(run, 'configuration'), logs: join(run, 'logs'), data: dataFolder(run, environment) }
  mkdirSync(folders.data, { recursive: true, mode: 0o711 })
  for (const folder of [folders.configuration, folders.logs, join(run, 'secrets')]) {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o700)
  }
  return folders
}

/** Below the run folder; for root, whose PostgreSQL runs as another user, in the cache where that user cannot reach the run folder. */
function dataFolder(run: string, environment: NodeJS.ProcessEnv): string {
  const runner = unprivilegedUser()
  if (!runner || barrier(run, runner) === undefined) return join(run, 'data')
  const name = createHash('sha256').update(run).digest('hex').slice(0, 12)
  return join(cacheHome(environment), 'data', name)
}
