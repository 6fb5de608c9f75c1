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

/** Starts and ends damages with their faults: at their time, when told to, and when the shop ends. One thing happens at a time. */
export const createBoard = (faults: Faults, damages: readonly Damage[], logger: Logger): Board => {
  const broken = new Map<FaultName, Broken>()
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }
  const mend = async (name: FaultName): Promise<void> => {
    const entry = broken.get(name)
    if (!entry) return
    clearTimeout(entry.timer)
    broken.delete(name)
    await insistently(entry.mend, logger)
  }
  const expire = (name: FaultName): void => {
    inTurn(() => mend(name)).catch((error: unknown) => logger.error({ err: error, fault: name }, 'a fault could not be healed'))
  }
  const damage = async (fault: ActiveFault): Promise<void> => {
    const inflicts = damages.find(({ name }) => name === fault.name)?.inflict
    if (!inflicts) return
    const put = await inflicts(fault)
    const timer = setTimeout(() => expire(fault.name), Math.max(0, fault.until.getTime() - Date.now()))
    broken.set(fault.name, { mend: put, timer })
  }
  const start = async (name: FaultName, request: FaultRequest): Promise<ActiveFault> => {
    await mend(name)
    const fault = faults.break(name, request)
    try {
      await damage(fault)
      return fault
    } catch (error) {
      faults.heal(name)
      throw error
    }
  }
  const end = async (name: FaultName): Promise<boolean> => {
    const wasBroken = faults.heal(name)
    await mend(name)
    return wasBroken
  }
  /** Once, for the process ends: what is left outside of it the next start puts right. */
  const giveUp = async (): Promise<void> => {
    const ends = [...broken.entries()].map(async ([name, entry]) => {
      clearTimeout(entry.timer)
      faults.heal(name)
      await entry.mend()
    })
    broken.clear()
    for (const end of await Promise.allSettled(ends))
      if (end.status === 'rejected') logger.warn({ err: end.reason }, 'a fault is not healed')
  }
  return Object.freeze({
    break: (name: FaultName, request: FaultRequest) => inTurn(() => start(name, request)),
    heal: (name: FaultName) => inTurn(() => end(name)),
    close: () => inTurn(() => giveUp()),
  })
}

/** Puts right what a process that died has left broken; once, at the start. */
export const restoreDamages = async (damages: readonly Damage[]): Promise<void> => {
  for (const { restore } of damages) await restore?.()
}
