import { faultSwitches, switchOf, type FaultName } from './switches/index.js'

export interface FaultRequest {
  /** How long it lasts; it heals itself then. The switch's own time where it is left away. */
  readonly seconds?: number
  readonly share?: number
  readonly route?: string
}

export interface ActiveFault {
  readonly name: FaultName
  readonly share: number
  readonly route?: string
  readonly until: Date
}

export interface Faults {
  /** Breaks it, or changes how and how long it is broken. */
  break(name: FaultName, request: FaultRequest): ActiveFault
  /** Ends the fault; says whether there was one. */
  heal(name: FaultName): boolean
  /** The fault, while it lasts. */
  find(name: FaultName): ActiveFault | undefined
  active(): readonly ActiveFault[]
}

/** The faults of this process, held in its memory alone: they end with their time and with the process. */
export const createFaults = (now: () => number = Date.now): Faults => {
  const broken = new Map<FaultName, ActiveFault>()
  const find = (name: FaultName): ActiveFault | undefined => {
    const fault = broken.get(name)
    if (fault && fault.until.getTime() > now()) return fault
    broken.delete(name)
    return undefined
  }
  return {
    find,
    break: (name, request) => {
      const usual = switchOf(name)
      const route = usual.route === undefined ? undefined : (request.route ?? usual.route)
      const until = new Date(now() + (request.seconds ?? usual.seconds) * 1000)
      const fault = Object.freeze({ name, share: request.share ?? usual.share, until, ...(route === undefined ? {} : { route }) })
      broken.set(name, fault)
      return fault
    },
    heal: (name) => {
      const wasBroken = find(name) !== undefined
      return broken.delete(name) && wasBroken
    },
    active: () => faultSwitches.flatMap(({ name }) => find(name) ?? []),
  }
}
