/** Keeps a set of processes running: each after those it depends on, again when it dies, stopped in reverse. */
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from './processes.js'
import type { Launch, Running } from './processes.js'
import { said, untilReady } from './readiness.js'
import type { Probe } from './readiness.js'
import type { State } from './run-folder.js'

/** One process to keep running. */
export interface Unit {
  readonly name: string
  readonly what: string
  readonly dependsOn: readonly string[]
  /** Called before each start. */
  readonly prepare: () => Launch | Promise<Launch>
  readonly ready: Probe
  /** Seconds that it may take until it is ready. */
  readonly patience: number
  /** Address that `status` may ask later. */
  readonly address?: string
}

export interface Change {
  readonly unit: Unit
  readonly state: State
  readonly restarts: number
  readonly running?: Running
  /** Why it failed or is started again. */
  readonly reason?: string
  /** Seconds that the start took. */
  readonly seconds?: number
}

export interface Watch {
  readonly signal: AbortSignal
  readonly changed: (change: Change) => void
  /** Waits between the restarts, in seconds; as many restarts as there are waits. */
  readonly backOff?: readonly number[]
}

export interface Supervision {
  /** Resolves when each unit was up once or has failed; true when all are up. */
  readonly settled: Promise<boolean>
  /** Resolves when the signal came and everything is stopped, or when everything has failed. True when nothing had failed. */
  readonly finished: Promise<boolean>
  /** Asks everything to stop at once and waits for nothing, for a supervisor that ends against its will. */
  readonly abandon: () => void
}

interface Post {
  readonly unit: Unit
  readonly firstUp: Promise<boolean>
  readonly announce: (isUp: boolean) => void
  readonly stopped: Promise<void>
  readonly sayStopped: () => void
  running: Running | undefined
  failed: boolean
}

/** Three restarts; a unit that then stayed up for a minute has its chances again. */
const BACK_OFF = [1, 3, 9] as const
const STEADY_MILLISECONDS = 60_000

/** Starts all units and keeps them running until the signal. */
export function supervise(units: readonly Unit[], watch: Watch): Supervision {
  const posts = new Map(units.map((unit) => [unit.name, post(unit)]))
  const all = [...posts.values()]
  const ends = all.map((one) => keep(one, posts, watch))
  const stops = all.map((one, index) => stopAfterDependents(one, all, ends[index], watch))
  const settled = Promise.all(all.map((one) => one.firstUp)).then((ups) => ups.every(Boolean))
  const noneFailed = (): boolean => all.every((one) => !one.failed)
  const finished = Promise.all(ends).then(async () => {
    // every keeper is at an end: the signal came, or everything has failed and nothing is left to stop
    if (watch.signal.aborted) await Promise.all(stops)
    return noneFailed()
  })
  return { settled, finished, abandon: () => all.forEach(({ running }) => running?.ask()) }
}

async function keep(own: Post, posts: ReadonlyMap<string, Post>, watch: Watch): Promise<void> {
  const { unit } = own
  const say = (state: State, restarts: number, more: Partial<Change> = {}): void => watch.changed({ unit, state, restarts, ...more })
  const fail = (restarts: number, reason: string): void => {
    own.failed = true
    own.announce(false)
    say('failed', restarts, { reason })
  }
  say('waiting', 0)
  const missing = await firstMissing(own, posts)
  if (watch.signal.aborted) return own.announce(false)
  if (missing !== undefined) return fail(0, `${missing} failed`)
  const backOff = watch.backOff ?? BACK_OFF
  for (let restarts = 0, chances = 0; !watch.signal.aborted; restarts += 1, chances += 1) {
    const started = Date.now()
    const reason = await runOnce(own, watch, (state, more) => say(state, restarts, more))
    if (watch.signal.aborted) break
    if (Date.now() - started > STEADY_MILLISECONDS) chances = 0
    const wait = backOff[chances]
    if (wait === undefined) return fail(restarts, reason)
    say('restarting', restarts + 1, { reason: `again in ${wait} s: ${reason}` })
    await sleep(wait * 1000, undefined, { signal: watch.signal }).catch(() => undefined)
  }
  own.announce(false)
}

/** One life of the process. @returns why it ended. */
async function runOnce(own: Post, watch: Watch, say: (state: State, more: Partial<Change>) => void): Promise<string> {
  const { unit } = own
  const started = Date.now()
  try {
    const order = await unit.prepare()
    if (watch.signal.aborted) return 'stopped'
    const running = await launch(order)
    own.running = running
    say('starting', { running })
    await untilReady(running, unit.ready, { seconds: unit.patience, signal: watch.signal })
    say('up', { running, seconds: (Date.now() - started) / 1000 })
    own.announce(true)
    await Promise.race([running.exited, aborted(watch.signal)])
    const exit = running.exit()
    return `${unit.name} ended with ${exit?.signal ?? `exit status ${exit?.code}`}${said(running.log)}`
  } catch (error) {
    if (!watch.signal.aborted) await own.running?.kill()
    return error instanceof Error ? error.message : String(error)
  }
}

/** A unit stops when everything that depends on it has stopped; its keeper, which may be about to start it, comes first. */
async function stopAfterDependents(own: Post, all: readonly Post[], keeper: Promise<void> | undefined, watch: Watch): Promise<void> {
  await aborted(watch.signal)
  await keeper
  await Promise.all(all.filter(({ unit }) => unit.dependsOn.includes(own.unit.name)).map(({ stopped }) => stopped))
  if (own.running && !own.running.exit()) {
    await own.running.stop()
    watch.changed({ unit: own.unit, state: 'stopped', restarts: 0 })
  }
  own.sayStopped()
}

async function firstMissing(own: Post, posts: ReadonlyMap<string, Post>): Promise<string | undefined> {
  const names = own.unit.dependsOn
  const ups = await Promise.all(names.map((name) => posts.get(name)?.firstUp ?? false))
  return names.find((_, index) => !ups[index])
}

function post(unit: Unit): Post {
  let announce: (isUp: boolean) => void = () => undefined
  let sayStopped: () => void = () => undefined
  const firstUp = new Promise<boolean>((resolve) => (announce = resolve))
  const stopped = new Promise<void>((resolve) => (sayStopped = resolve))
  return { unit, firstUp, announce, stopped, sayStopped, running: undefined, failed: false }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
