/** Starts one program with its output in a log file, and stops it: first asking, then insisting. */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartError } from './failure.js'
import { family, identify, isAlive, sendSignal } from './identity.js'
import type { Identity } from './identity.js'
import type { User } from './users.js'

export interface Launch {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>
  readonly directory?: string
  /** Output and errors are appended here; folders are made. */
  readonly log: string
  /** Runs as this user; only root may say so. */
  readonly user?: User
  /** What asks it to stop; PostgreSQL wants SIGINT, which ends its sessions instead of waiting for them. */
  readonly stopSignal?: NodeJS.Signals
}

interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Running {
  readonly name: string
  readonly log: string
  readonly identity: Identity
  /** Resolves when the process has ended, however it ended. */
  readonly exited: Promise<Exit>
  /** Set once it has ended. */
  readonly exit: () => Exit | undefined
  /** Asks it to stop, and after the bound kills it with all it begot. Resolves when it is gone; may be called twice. */
  readonly stop: (boundSeconds?: number) => Promise<void>
  /** Asks it to stop and waits for nothing: the last act of a process that ends itself. */
  readonly ask: () => void
  /** SIGKILL to the process and all it begot. */
  readonly kill: () => Promise<void>
  /** Freezes the process and all it begot, as a machine that hangs. */
  readonly pause: () => void
  readonly resume: () => void
}

/** Seconds that a program is given to end in order before it is killed. */
export const STOP_SECONDS = 10

/**
 * Starts a program in a session of its own, so that Ctrl-C in a terminal reaches only whoever started it, who then
 * stops everything in its order.
 * @throws StartError when the program cannot be executed.
 */
export async function launch(order: Launch): Promise<Running> {
  mkdirSync(dirname(order.log), { recursive: true })
  const output = openSync(order.log, 'a')
  try {
    const child = spawn(order.command, [...order.args], {
      stdio: ['ignore', output, output],
      detached: true,
      env: { ...process.env, ...order.env },
      ...(order.directory === undefined ? {} : { cwd: order.directory }),
      ...(order.user === undefined ? {} : { uid: order.user.uid, gid: order.user.gid }),
    })
    let exit: Exit | undefined
    const exited = new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => resolve((exit = { code, signal })))
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (cause) => reject(new StartError(`could not run ${order.command}: ${cause.message}`, { cause })))
    })
    return handle(order, child.pid ?? 0, exited, () => exit)
  } finally {
    closeSync(output)
  }
}

/** Stops a process that somebody else started, if it is still the same one. */
export async function stopByIdentity(identity: Identity, signal: NodeJS.Signals = 'SIGTERM', boundSeconds = STOP_SECONDS): Promise<void> {
  if (!isAlive(identity)) return
  const members = family(identity.pid)
  sendSignal(identity.pid, signal)
  const deadline = Date.now() + boundSeconds * 1000
  while (isAlive(identity) && Date.now() < deadline) await pauseFor(25)
  if (!isAlive(identity)) return
  for (const pid of members) sendSignal(pid, 'SIGKILL')
  while (isAlive(identity)) await pauseFor(25)
}

export const pauseFor = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

function handle(order: Launch, pid: number, exited: Promise<Exit>, exit: () => Exit | undefined): Running {
  // a process that has already ended has no start time; an impossible one keeps its pid from naming a stranger
  const identity = identify(pid) ?? { pid, startedAt: 'ended' }
  const toAll = (signal: NodeJS.Signals): void => {
    if (exit() === undefined) for (const member of family(pid)) sendSignal(member, signal)
  }
  const ask = (): void => {
    if (exit() === undefined) sendSignal(pid, order.stopSignal ?? 'SIGTERM')
  }
  const stop = async (boundSeconds = STOP_SECONDS): Promise<void> => {
    ask()
    const bound = setTimeout(() => toAll('SIGKILL'), boundSeconds * 1000)
    await exited
    clearTimeout(bound)
  }
  const kill = async (): Promise<void> => {
    toAll('SIGKILL')
    await exited
  }
  return {
    name: order.name,
    log: order.log,
    identity,
    exited,
    exit,
    stop,
    ask,
    kill,
    pause: () => toAll('SIGSTOP'),
    resume: () => toAll('SIGCONT'),
  }
}
