import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { durationSeconds, parseLocatedYaml, readSecret, UsageError, type Environment, type LocatedYaml } from '../../configuration/index.js'
import { configurationSchema, type Configuration } from './schema/index.js'
import { readBackups, readTextfile, readUploads } from './folders.js'
import { readMachine } from './machine.js'
import { readQueries } from './queries.js'
import { readProbes } from './probes/read.js'
import { readRedis } from './redis.js'
import type { Files } from './servers.js'
import type { Settings } from './settings.js'
import { readPostgres } from './postgres.js'

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 9464
const DEFAULT_SCRAPE = '9500ms'
const DEFAULT_BUDGET = 2000

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const problem = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
    throw new UsageError(`${file}: the configuration file ${problem}; name another one with --config.`)
  }
}

const tokenOf = ({ value, where }: LocatedYaml<Configuration>, files: Files) => {
  const key = value.health?.token_file ? 'token_file' : 'token_variable'
  return readSecret({
    key: `health.${key}`,
    where: where(['health', key]),
    file: files.complete(value.health?.token_file),
    variable: value.health?.token_variable,
    environment: files.environment,
  })
}

/**
 * Reads the exporter's configuration file.
 *
 * @param file path of the YAML file; paths inside it are relative to its folder.
 * @throws UsageError, one sentence with file, line, key and remedy, for the first mistake.
 */
export const readSettings = (file: string, environment: Environment): Settings => {
  const located = parseLocatedYaml(textOf(file), { file, schema: configurationSchema, environment })
  const files: Files = { environment, complete: (path) => (path ? resolve(dirname(file), path) : undefined) }
  const { listen, scrape } = located.value
  return Object.freeze({
    host: listen?.host ?? DEFAULT_HOST,
    port: listen?.port ?? DEFAULT_PORT,
    webFile: files.complete(listen?.web_config_file),
    healthPort: listen?.health_port,
    scrapeSeconds: durationSeconds(scrape?.timeout ?? DEFAULT_SCRAPE),
    seriesBudget: scrape?.series_budget ?? DEFAULT_BUDGET,
    token: tokenOf(located, files),
    postgres: readPostgres(located, files),
    redis: readRedis(located, files),
    system: readMachine(located),
    textfile: readTextfile(located, files),
    backups: readBackups(located, files),
    uploads: readUploads(located, files),
    queries: readQueries(located),
    probes: readProbes(located, files),
  })
}
