/** `plimsoll status` and `plimsoll down`: what runs, asked from another terminal, and how it is ended. */
import { isAlive } from './identity.js'
import { leftoversIn, stopLeftovers } from './leftovers.js'
import { pauseFor, STOP_SECONDS } from './processes.js'
import { httpAnswers } from './readiness.js'
import { readState, runFolder, supervisorOf } from './run-folder.js'
import type { ServiceState, State } from './run-folder.js'
import { sendSignal } from './identity.js'

export interface Place {
  readonly project: string
  readonly environment: NodeJS.ProcessEnv
}

export interface ServiceStatus {
  readonly name: string
  readonly what: string
  /** `silent`: it runs and does not answer. */
  readonly state: State | 'silent'
  /** ISO 8601. */
  readonly since: string
  readonly log: string
  readonly restarts: number
  readonly pid?: number
}

export interface StackStatus {
  /** The supervisor's pid; undefined when none runs. */
  readonly supervisor?: number
  /** Of the last supervisor; without one, what it left running. */
  readonly services: readonly ServiceStatus[]
}

export interface Ended {
  /** The supervisor that was asked to stop, with all it ran. */
  readonly supervisor?: number
  /** What a supervisor that was killed had left running, stopped now. */
  readonly leftovers: readonly string[]
}

/** Longest that a supervisor may need: every process in a row, each killed at its bound. */
const DOWN_SECONDS = 12 * STOP_SECONDS

/** What runs now, each service asked whether it answers. */
export async function status({ project, environment }: Place): Promise<StackStatus> {
  const folder = runFolder(project, environment)
  const supervisor = supervisorOf(folder)
  const known = readState(folder)?.services ?? []
  if (supervisor) return { supervisor: supervisor.pid, services: await Promise.all(known.map(asked)) }
  const left = new Set(leftoversIn(known).map(({ name }) => name))
  return { services: await Promise.all(known.filter(({ name }) => left.has(name)).map(asked)) }
}

/**
 * Asks the supervisor to stop everything and waits until it has; without one, stops what an earlier one left.
 * @example
 * const { supervisor, leftovers } = await down({ project, environment: process.env })
 */
export async function down({ project, environment }: Place): Promise<Ended> {
  const folder = runFolder(project, environment)
  const supervisor = supervisorOf(folder)
  if (supervisor) {
    sendSignal(supervisor.pid, 'SIGTERM')
    const deadline = Date.now() + DOWN_SECONDS * 1000
    while (isAlive(supervisor) && Date.now() < deadline) await pauseFor(50)
    if (isAlive(supervisor)) sendSignal(supervisor.pid, 'SIGKILL')
    while (isAlive(supervisor)) await pauseFor(50)
  }
  const leftovers = await stopLeftovers(folder)
  return { ...(supervisor ? { supervisor: supervisor.pid } : {}), leftovers }
}

async function asked(service: ServiceState): Promise<ServiceStatus> {
  const { name, what, since, log, restarts, identity, ready } = service
  const isSilent = service.state === 'up' && ready !== undefined && !(await answers(ready))
  const alive = identity !== undefined && isAlive(identity)
  return { name, what, state: isSilent ? 'silent' : service.state, since, log, restarts, ...(alive ? { pid: identity.pid } : {}) }
}

const answers = (url: string): Promise<boolean> =>
  httpAnswers(url)(AbortSignal.timeout(2_000)).then(
    () => true,
    () => false,
  )
