/** What a newcomer has: a clone of the last commit in a folder of its own, a shell, and ports that nobody else uses. */
import { execFile, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Service, ServiceName } from '../../definition/site/index.js'
import { services } from '../../definition/site/index.js'
import { freePort } from '../support/services.js'
import { ROOT } from '../unit/readme/documents.js'

const run = promisify(execFile)

export interface Terminal {
  /** What it has printed so far. */
  readonly printed: () => string
  /** Waits until the text is printed; fails when the command ends before. */
  readonly until: (text: string, seconds: number) => Promise<void>
  /** Presses Ctrl-C: the whole foreground gets it. Resolves with the exit status. */
  readonly interrupt: () => Promise<number | NodeJS.Signals>
  readonly ended: Promise<number | NodeJS.Signals>
}

export interface Newcomer {
  /** The clone. */
  readonly folder: string
  /** An empty folder beside it. */
  readonly beside: string
  readonly port: (service: ServiceName) => number
  /** The same text with each public port replaced by the moved one. */
  readonly moved: (text: string) => string
  /** Runs a command to its end and gives what it printed; fails when the command does. */
  readonly sh: (command: string, folder?: string) => Promise<string>
  /** Starts a command that runs until it is interrupted. */
  readonly open: (command: string, environment?: Readonly<Record<string, string>>) => Terminal
  /** Ends what still runs and removes everything. */
  readonly leave: () => Promise<void>
}

const published = Object.entries<Service>(services) as readonly (readonly [ServiceName, Service])[]

const openTerminal = (command: string, folder: string, env: NodeJS.ProcessEnv): Terminal => {
  // a group of its own, so that Ctrl-C reaches what a terminal would send it to; bash waits for its child as an interactive shell does
  const child = spawn('bash', ['-c', command], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? -1))
  })
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  const until = async (words: string, seconds: number): Promise<void> => {
    const deadline = Date.now() + seconds * 1000
    while (!text.includes(words)) {
      if (Date.now() > deadline || !isRunning()) throw new Error(`\`${command}\` never printed "${words}":\n${text}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const interrupt = (): Promise<number | NodeJS.Signals> => {
    if (isRunning() && child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
    return ended
  }
  return { printed: () => text, until, interrupt, ended }
}

/** Clones the last commit; nothing is installed or built in it. */
export async function newcomer(): Promise<Newcomer> {
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-newcomer-'))
  // PostgreSQL runs as another user where we are root, and must get through
  chmodSync(home, 0o711)
  const folder = join(home, 'plimsoll')
  execFileSync('git', ['clone', '--quiet', ROOT, folder])
  const ports = new Map<ServiceName, number>()
  for (const [name] of published) ports.set(name, await freePort())
  const port = (name: ServiceName): number => ports.get(name) ?? 0
  const moves = Object.fromEntries(published.map(([name, { portVariable }]) => [portVariable, String(port(name))]))
  const env = { ...process.env, ...moves, PLIMSOLL_RUN: '' }
  const terminals: Terminal[] = []
  return {
    folder,
    beside: join(home, 'application'),
    port,
    moved: (text) =>
      published.reduce((so, [name, { port: usual }]) => so.replaceAll(`localhost:${usual}`, `localhost:${port(name)}`), text),
    sh: async (command, where = folder) => (await run('sh', ['-c', command], { cwd: where, env, maxBuffer: 2 ** 24 })).stdout,
    open: (command, more = {}) => {
      const terminal = openTerminal(command, folder, { ...env, ...more })
      terminals.push(terminal)
      return terminal
    },
    leave: async () => {
      await Promise.all(terminals.map(({ interrupt }) => interrupt()))
      rmSync(home, { recursive: true, force: true })
    },
  }
}
