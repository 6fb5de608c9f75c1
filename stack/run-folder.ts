/** The run folder: who supervises, what runs, under which pid. Written so that whoever comes next can read it. */
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from '../configuration/index.js'
import { identify, isAlive } from './identity.js'
import type { Identity } from './identity.js'

export type State = 'waiting' | 'starting' | 'up' | 'restarting' | 'failed' | 'stopped'

/** One process of the stack, as the state file holds it. */
export interface ServiceState {
  readonly name: string
  readonly what: string
  readonly state: State
  /** ISO 8601, when it came into this state. */
  readonly since: string
  readonly log: string
  readonly restarts: number
  readonly identity?: Identity
  /** What asks it to stop. */
  readonly stopSignal?: NodeJS.Signals
  /** Address that answers when it is well. */
  readonly ready?: string
}

export interface StackState {
  readonly supervisor: Identity
  readonly services: readonly ServiceState[]
}

/** PLIMSOLL_RUN, else `.run` in the project. */
export const runFolder = (project: string, environment: NodeJS.ProcessEnv = process.env): string =>
  resolve(project, environment['PLIMSOLL_RUN'] || '.run')

/** What the last supervisor wrote, or undefined where none did. */
export function readState(folder: string): StackState | undefined {
  const text = read(join(folder, 'state.json'))
  try {
    return text === undefined ? undefined : (JSON.parse(text) as StackState)
  } catch {
    return undefined
  }
}

/** Replaces the state file whole. */
export function writeState(folder: string, state: StackState): void {
  writeWhole(join(folder, 'state.json'), `${JSON.stringify(state, undefined, 2)}\n`, 0o600)
}

export function forgetState(folder: string): void {
  rmSync(join(folder, 'state.json'), { force: true })
}

/** Writes a file beside and gives it its name when it is whole. */
export function writeWhole(path: string, text: string, mode: number): void {
  const unfinished = `${path}.${process.pid}`
  writeFileSync(unfinished, text, { mode })
  renameSync(unfinished, path)
}

/**
 * Takes the run folder for this process, making it where it is missing.
 * @returns what gives it back.
 * @throws UsageError while another supervisor has it.
 */
export function takeRunFolder(folder: string): () => void {
  // others may pass through but not look: PostgreSQL's own user has its data below when we are root
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  chmodSync(folder, 0o711)
  const lock = join(folder, 'lock')
  for (;;) {
    if (tookLock(lock)) return () => rmSync(lock, { force: true })
    const owner = supervisorOf(folder)
    if (owner)
      throw new UsageError(
        `the stack of ${folder} already runs (pid ${owner.pid}): see \`plimsoll status\`, or end it with \`plimsoll down\``,
      )
    rmSync(lock, { force: true })
  }
}

/** The supervisor that has the run folder now. */
export function supervisorOf(folder: string): Identity | undefined {
  const [pid, startedAt] = (read(join(folder, 'lock')) ?? '').trim().split(' ')
  if (pid === undefined || startedAt === undefined) return undefined
  const owner = { pid: Number(pid), startedAt: decodeURIComponent(startedAt) }
  return isAlive(owner) ? owner : undefined
}

function tookLock(lock: string): boolean {
  try {
    const own = identify(process.pid)
    const file = openSync(lock, 'wx', 0o600)
    writeSync(file, `${process.pid} ${encodeURIComponent(own?.startedAt ?? '')}\n`)
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
