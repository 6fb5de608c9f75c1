import type { FaultSwitch } from './fault-switch.js'
import { runningSwitches } from './running.js'
import { storeSwitches } from './stores.js'
import { tradeSwitches } from './trade.js'

export type { FaultSwitch } from './fault-switch.js'

const switches = [...tradeSwitches, ...storeSwitches, ...runningSwitches] as const

export type FaultName = (typeof switches)[number]['name']

/** Every way in which the shop can be broken on purpose, with what the definition must say about it. */
export const faultSwitches: readonly (FaultSwitch & { readonly name: FaultName })[] = switches

export const switchOf = (name: FaultName): FaultSwitch => {
  const found = faultSwitches.find((entry) => entry.name === name)
  if (found) return found
  throw new TypeError(`there is no fault ${name}`)
}
