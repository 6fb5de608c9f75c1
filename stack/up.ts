/** `plimsoll up`: the whole stack from native programs, from nothing to addresses, and back to nothing. */
import { setMaxListeners } from 'node:events'
import { chmodSync, mkdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { ServiceName } from '../definition/site/index.js'
import { identify } from './identity.js'
import { findGrafana } from './grafana.js'
import { findOrFetch, layGround } from './ground.js'
import { stopLeftovers } from './leftovers.js'
import type { Output } from './fetch.js'
import type { Folders, Ground, Plan, PlanFile } from './plan.js'
import { chosenPorts, refuseTakenPorts } from './ports.js'
import { refuseMismatch } from './postgres.js'
import { forgetState, runFolder, takeRunFolder, writeState, writeWhole } from './run-folder.js'
import type { ServiceState } from './run-folder.js'
import { supervise } from './supervise.js'
import type { Change, Supervision, Unit } from './supervise.js'
import { keepOldLog, logOf, unitsOf } from './units.js'

export interface StackOrder {
  /** The project's folder. */
  readonly project: string
  readonly environment: NodeJS.ProcessEnv
  /** The services whose public ports the plan uses, beside prometheus, alertmanager and grafana. */
  readonly published: readonly ServiceName[]
  /** Makes the plan from the ground; called once, before anything is written or started. */
  readonly plan: (ground: Ground) => Plan
}

/**
 * Starts the stack and keeps it running until the signal; then stops everything in reverse.
 * @returns true when nothing had failed for good.
 * @throws UsageError, with nothing started, for a taken port, a wrong variable, or a program that can not be had.
 * @example
 * process.exitCode = (await up(order, console.log, stopRequests())) ? 0 : 1
 */
export async function up(order: StackOrder, output: Output, signal: AbortSignal): Promise<boolean> {
  const started = Date.now()
  // every process of the stack listens to this one signal
  setMaxListeners(0, signal)
  const grafana = findGrafana() ? (['grafana'] as const) : []
  const ports = chosenPorts(order.environment, [...new Set([...order.published, 'prometheus', 'alertmanager', ...grafana] as const)])
  const run = runFolder(order.project, order.environment)
  const giveBack = takeRunFolder(run)
  try {
    const leftovers = await stopLeftovers(run)
    if (leftovers.length > 0) output(`stopped what an earlier start had left running: ${leftovers.join(', ')}`)
    await refuseTakenPorts(ports)
    const programs = await findOrFetch(order.environment, output, signal)
    const ground = await layGround(run, ports, order.environment, programs.postgres)
    const plan = order.plan(ground)
    await refuseMismatch(join(ground.folders.data, 'postgres'), programs.postgres)
    const units = unitsOf(plan, ground, programs, order.project)
    plan.files.forEach((file) => writePlanFile(ground.folders, file))
    units.forEach(({ name }) => keepOldLog(logOf(ground.folders, name)))
    return await watch({ order, plan, ground, units, output, signal, started })
  } catch (error) {
    if (!signal.aborted || (error as Error).name !== 'AbortError') throw error
    output('stopped before anything was started')
    return true
  } finally {
    forgetState(run)
    giveBack()
  }
}

/** A signal that comes with Ctrl-C, SIGTERM or a closed terminal. npm passes Ctrl-C on a second time; that changes nothing. */
export function stopRequests(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort())
  // a terminal that has gone takes no more lines, and that is no reason to leave processes behind
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return controller.signal
}

interface Course {
  readonly order: StackOrder
  readonly plan: Plan
  readonly ground: Ground
  readonly units: readonly Unit[]
  readonly output: Output
  readonly signal: AbortSignal
  /** When `up` began, in milliseconds. */
  readonly started: number
}

async function watch(course: Course): Promise<boolean> {
  const { units, output, signal, ground } = course
  const states = new Map<string, ServiceState>()
  const supervisor = identify(process.pid) ?? { pid: process.pid, startedAt: '' }
  const widest = Math.max(...units.map(({ name }) => name.length))
  const supervision = supervise(units, {
    signal,
    changed: (change) => {
      states.set(change.unit.name, stateOf(change, states.get(change.unit.name), ground.folders))
      try {
        writeState(ground.folders.run, { supervisor, services: [...states.values()] })
      } catch (error) {
        output(`could not write the state, so \`plimsoll status\` may be wrong: ${String(error)}`)
      }
      const line = lineOf(change, widest)
      if (line !== undefined) output(line)
    },
  })
  process.once('exit', supervision.abandon)
  signal.addEventListener('abort', () => output('stopping'), { once: true })
  await announce(supervision, course)
  const whole = await supervision.finished
  process.removeListener('exit', supervision.abandon)
  output(signal.aborted ? 'everything is stopped' : 'nothing is left running')
  return whole
}

async function announce(supervision: Supervision, { plan, ground, signal, started, output, order }: Course): Promise<void> {
  const whole = await supervision.settled
  if (signal.aborted) return
  output('')
  output(whole ? `everything is up after ${((Date.now() - started) / 1000).toFixed(0)} s` : 'not everything came up; the rest goes on')
  const widest = Math.max(0, ...plan.addresses.map(({ what }) => what.length))
  for (const { what, url } of plan.addresses) output(`  ${what.padEnd(widest)}  ${url}`)
  if (!ground.hasGrafana) output(`no Grafana is installed here: the dashboards are files in ${plan.dashboards}, to import into any Grafana`)
  for (const note of plan.notes ?? []) output(note)
  output(`logs are in ${relative(order.project, ground.folders.logs) || ground.folders.logs}; Ctrl-C stops everything`)
}

function stateOf(change: Change, before: ServiceState | undefined, folders: Folders): ServiceState {
  const { unit, running } = change
  const identity = running?.identity ?? (change.state === 'stopped' || change.state === 'failed' ? undefined : before?.identity)
  return {
    name: unit.name,
    what: unit.what,
    state: change.state,
    since: new Date().toISOString(),
    log: logOf(folders, unit.name),
    restarts: change.restarts,
    ...(identity ? { identity } : {}),
    ...(unit.name === 'postgres' ? { stopSignal: 'SIGINT' as const } : {}),
    ...(unit.address === undefined ? {} : { ready: unit.address }),
  }
}

/** One line a change, or none for what nobody needs to read. */
export function lineOf({ unit, state, reason, seconds }: Change, widest: number): string | undefined {
  const name = unit.name.padEnd(widest)
  if (state === 'up') return `  ${name}  up after ${(seconds ?? 0).toFixed(1)} s`
  if (state === 'failed') return `  ${name}  failed: ${reason}`
  if (state === 'restarting') return `  ${name}  ${reason}`
  return state === 'stopped' ? `  ${name}  stopped` : undefined
}

function writePlanFile(folders: Folders, { path, text, secret }: PlanFile): void {
  const file = resolve(folders.configuration, path)
  if (!file.startsWith(join(folders.configuration, '/'))) throw new TypeError(`${path} leads out of the configuration folder`)
  mkdirSync(dirname(file), { recursive: true })
  writeWhole(file, text, secret === true ? 0o600 : 0o644)
  if (secret === true) chmodSync(file, 0o600)
}
