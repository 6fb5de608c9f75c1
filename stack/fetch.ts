/**
 * Fetches programs that the machine lacks: Debian's own packages, through apt (which checks signatures and hashes), unpacked
 * into our cache folder. Needs no root, installs nothing, starts none of their daemons.
 */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { UsageError } from '../configuration/index.js'
import { aptSettings, byHand, complaintIn, downloadsIn, howToInstall, postgresVersionIn, treeFor, unpackedOf } from './debian.js'
import type { Download, Tree } from './debian.js'
import { StartError } from './failure.js'
import { treeOf } from './home.js'
import { identify } from './identity.js'
import { freeAlertmanager, relink } from './relocate.js'
import { systemFolders } from './programs.js'

/** Where one line for the person who watches goes. */
export type Output = (line: string) => void

export interface Fetch {
  readonly home: string
  /** Trees to fetch: `prometheus`, `prometheus-alertmanager`, `redis-server`, `postgresql`. */
  readonly trees: readonly string[]
  readonly output: Output
  readonly signal: AbortSignal
}

interface Apt {
  readonly folder: string
  readonly run: (command: string, args: readonly string[], cwd?: string) => Promise<string>
}

/**
 * Fetches each tree, whole or not at all.
 * @throws UsageError where there is no apt or it has no such package: what to install instead, in one sentence.
 */
export async function fetchTrees({ home, trees, output, signal }: Fetch): Promise<void> {
  if (!isDebian()) throw new UsageError(howToInstall(trees))
  output(`not installed here: ${trees.join(', ')}; fetching Debian's packages into ${home}`)
  const folder = workFolder(home)
  try {
    const apt = aptIn(folder, signal)
    output('reading the package lists (no root is needed, nothing is installed, none of their daemons is started)')
    const warning = complaintIn(await apt.run('apt-get', ['update', '-q']).catch(refused))
    const version = trees.includes('postgresql') ? await postgresVersion(apt, trees, warning) : 0
    for (const name of trees) await fetchTree(apt, home, treeFor(name, version), output, warning)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fetchTree(apt: Apt, home: string, tree: Tree, output: Output, warning: string): Promise<void> {
  const started = Date.now()
  const downloads = await resolved(apt, tree, warning)
  const chosen = unpackedOf(tree, downloads)
  output(`fetching ${tree.name}: ${describe(tree, chosen)}`)
  const packages = join(apt.folder, `${tree.name}.packages`)
  const root = join(apt.folder, tree.name)
  mkdirSync(packages)
  mkdirSync(root)
  await apt.run('apt-get', ['download', '-q', ...chosen.map(({ name, version }) => `${name}=${version}`)], packages)
  for (const file of readdirSync(packages)) await apt.run('dpkg-deb', ['--extract', join(packages, file), root])
  relink(root)
  freeAlertmanager(root)
  chmodSync(root, 0o755)
  const place = treeOf(home, tree.name)
  rmSync(place, { recursive: true, force: true })
  renameSync(root, place)
  output(`unpacked into ${place} after ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/** Asks apt what it would download to install the packages: they and every dependency that is not here. */
async function resolved(apt: Apt, tree: Tree, warning: string): Promise<readonly Download[]> {
  const install = ['install', '--print-uris', '-qq', '--yes', '--reinstall', '--no-install-recommends', ...tree.packages]
  try {
    return downloadsIn(await apt.run('apt-get', install))
  } catch (cause) {
    if (!(cause instanceof StartError)) throw cause
    const complaint = [complaintIn(cause.message), warning].filter((text) => text !== '').join('; ') || 'apt-get failed'
    throw new UsageError(`could not fetch ${tree.name} (${complaint}): ${byHand([tree.name])}`, { cause })
  }
}

async function postgresVersion(apt: Apt, trees: readonly string[], warning: string): Promise<number> {
  const version = postgresVersionIn(await apt.run('apt-cache', ['depends', 'postgresql']).catch(refused))
  if (version === undefined)
    throw new UsageError(`could not fetch postgresql (${warning || 'apt knows no such package'}): ${byHand(trees)}`)
  return version
}

function aptIn(folder: string, signal: AbortSignal): Apt {
  mkdirSync(join(folder, 'state/lists/partial'), { recursive: true })
  mkdirSync(join(folder, 'cache/archives/partial'), { recursive: true })
  const settings = join(folder, 'apt.conf')
  writeFileSync(settings, aptSettings(folder))
  return {
    folder,
    run: (command, args, cwd = folder) => run(command, command === 'dpkg-deb' ? args : ['-c', settings, ...args], cwd, signal),
  }
}

async function run(command: string, args: readonly string[], cwd: string, signal: AbortSignal): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C', PATH: systemFolders().concat('/sbin', '/bin').join(':') }
  try {
    const { stdout, stderr } = await promisify(execFile)(command, [...args], { cwd, env, signal, maxBuffer: 32 * 1024 * 1024 })
    return `${stdout}\n${stderr}`
  } catch (cause) {
    signal.throwIfAborted()
    const { stdout = '', stderr = '' } = cause as { readonly stdout?: string; readonly stderr?: string }
    throw new StartError(`${command} failed\n${stdout}\n${stderr}`.trim(), { cause })
  }
}

/** A folder of this process below the cache; those of processes that died in the middle are removed. */
function workFolder(home: string): string {
  const all = join(home, 'fetching')
  for (const folder of [home, join(home, 'programs'), all]) {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o755)
  }
  for (const name of readdirSync(all)) if (!identify(Number(name))) rmSync(join(all, name), { recursive: true, force: true })
  const own = join(all, String(process.pid))
  mkdirSync(own, { recursive: true })
  return own
}

/** What apt said as it refused, to be read like its other answers; anything else that went wrong stays an error. */
function refused(error: unknown): string {
  if (error instanceof StartError) return error.message
  throw error
}

const isDebian = (): boolean => ['/usr/bin/apt-get', '/usr/bin/dpkg-deb', '/var/lib/dpkg/status'].every((path) => existsSync(path))

function describe(tree: Tree, chosen: readonly Download[]): string {
  const megabytes = (chosen.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)
  const own = chosen.filter(({ name }) => tree.packages.includes(name))
  const libraries = chosen.length - own.length
  return `${own.map(({ name, version }) => `${name} ${version}`).join(', ')}${libraries > 0 ? ` and ${libraries} ${libraries === 1 ? 'library' : 'libraries'}` : ''}, ${megabytes} MB`
}
