/** What a supervisor that was killed left running: found by the state file, stopped by pid and start time, last started first. */
import { isAlive } from './identity.js'
import type { Identity } from './identity.js'
import { stopByIdentity } from './processes.js'
import { forgetState, readState } from './run-folder.js'
import type { ServiceState } from './run-folder.js'

export interface Leftover {
  readonly name: string
  readonly identity: Identity
  readonly stopSignal: NodeJS.Signals
}

/** Processes of the state file that still run as the very processes they were. */
export function leftoversIn(services: readonly ServiceState[]): readonly Leftover[] {
  return services
    .flatMap(({ name, identity, stopSignal = 'SIGTERM' }) => (identity && isAlive(identity) ? [{ name, identity, stopSignal }] : []))
    .toReversed()
}

/** Stops them and forgets the state. @returns their names. */
export async function stopLeftovers(folder: string): Promise<readonly string[]> {
  const leftovers = leftoversIn(readState(folder)?.services ?? [])
  for (const { identity, stopSignal } of leftovers) await stopByIdentity(identity, stopSignal)
  forgetState(folder)
  return leftovers.map(({ name }) => name)
}
