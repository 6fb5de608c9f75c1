import { faultSwitches, type FaultName } from './switches.js'

interface FaultRequest {
  /** How long it lasts; it heals itself then. */
  readonly seconds: number
  readonly share?: number
  readonly route?: string
}

interface ActiveFault {
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
      const { share, ...defaults } = faultSwitches.find((entry) => entry.name === name) ?? faultSwitches[0]
      const route = 'route' in defaults ? (request.route ?? defaults.route) : undefined
      const until = new Date(now() + request.seconds * 1000)
      const fault = Object.freeze({ name, share: request.share ?? share, until, ...(route === undefined ? {} : { route }) })
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
