import type { Logger } from 'pino'
import type { ActiveFault, FaultRequest, Faults } from './faults.js'
import type { FaultName } from './switches/index.js'

/** What a fault breaks outside the requests that ask for it at their turn: it stays broken until it is put right. */
export interface Damage {
  readonly name: FaultName
  /**
   * Breaks it; the function that it gives puts it right, and may be called once more where it failed.
   * @throws RequestError where it cannot be broken here.
   */
  readonly inflict: (fault: ActiveFault) => Promise<() => Promise<void>>
  /** Puts right what a process that died has left broken. */
  readonly restore?: () => Promise<void>
}

/** The switches as a person throws them. */
export interface Board {
  readonly break: (name: FaultName, request: FaultRequest) => Promise<ActiveFault>
  /** Ends the fault; says whether there was one. */
  readonly heal: (name: FaultName) => Promise<boolean>
  /** Heals everything. */
  readonly close: () => Promise<void>
}

interface Broken {
  readonly mend: () => Promise<void>
  readonly timer: NodeJS.Timeout
}

const AGAIN_MILLISECONDS = 2000
const LONGEST_TRIES = 30

/** A server that is away for a moment must not keep the shop broken for ever. */
const insistently = async (mend: () => Promise<void>, logger: Logger): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await mend()
    } catch (error) {
      if (attempt >= LONGEST_TRIES) throw error
      logger.warn({ err: error }, 'a fault is not healed yet')
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLISECONDS))
    }
  }
}

/** Runs one piece of work after the other. */
const oneByOne = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let turn: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }
}

interface Scars {
  /** Breaks what the fault breaks; `expired` is called at the fault's own time. */
  readonly inflict: (fault: ActiveFault, expired: () => void) => Promise<void>
  readonly mend: (name: FaultName) => Promise<void>
  /** Mends everything, each once. */
  readonly mendAll: () => Promise<void>
}

const createScars = (damages: readonly Damage[], logger: Logger): Scars => {
  const broken = new Map<FaultName, Broken>()
  const take = (name: FaultName): Broken | undefined => {
    const entry = broken.get(name)
    clearTimeout(entry?.timer)
    broken.delete(name)
    return entry
  }
  const mend = async (name: FaultName): Promise<void> => {
    const entry = take(name)
    if (entry) await insistently(entry.mend, logger)
  }
  const inflict = async (fault: ActiveFault, expired: () => void): Promise<void> => {
    const mends = await damages.find(({ name }) => name === fault.name)?.inflict(fault)
    if (mends) broken.set(fault.name, { mend: mends, timer: setTimeout(expired, Math.max(0, fault.until.getTime() - Date.now())) })
  }
  const mendAll = async (): Promise<void> => {
    const ends = [...broken.keys()].map((name) => take(name)?.mend())
    for (const end of await Promise.allSettled(ends))
      if (end.status === 'rejected') logger.warn({ err: end.reason }, 'a fault is not healed')
  }
  return { inflict, mend, mendAll }
}

/** Starts and ends damages with their faults: at their time, when told to, and when the shop ends. One thing happens at a time. */
export const createBoard = (faults: Faults, damages: readonly Damage[], logger: Logger): Board => {
  const scars = createScars(damages, logger)
  const inTurn = oneByOne()
  const expire = (name: FaultName): void => {
    inTurn(() => scars.mend(name)).catch((error: unknown) => logger.error({ err: error, fault: name }, 'a fault could not be healed'))
  }
  const start = async (name: FaultName, request: FaultRequest): Promise<ActiveFault> => {
    await scars.mend(name)
    const fault = faults.break(name, request)
    try {
      await scars.inflict(fault, () => expire(name))
      return fault
    } catch (error) {
      faults.heal(name)
      throw error
    }
  }
  const end = async (name: FaultName): Promise<boolean> => {
    const wasBroken = faults.heal(name)
    await scars.mend(name)
    return wasBroken
  }
  return Object.freeze({
    break: (name: FaultName, request: FaultRequest) => inTurn(() => start(name, request)),
    heal: (name: FaultName) => inTurn(() => end(name)),
    // What is left outside of a process that ends the next start puts right.
    close: () => inTurn(scars.mendAll),
  })
}

/** Puts right what a process that died has left broken; once, at the start. */
export const restoreDamages = async (damages: readonly Damage[]): Promise<void> => {
  for (const { restore } of damages) await restore?.()
}
