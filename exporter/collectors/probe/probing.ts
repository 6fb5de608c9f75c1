import type { Writer } from '../../exposition/buffer.js'
import type { ProbeModule, ProbeRules } from '../../settings/probes/modules.js'
import type { WorkThread } from '../../threads/thread.js'
import type { Guard } from './guard.js'

/** Takes what a probe measures. */
export type Sink = Pick<Writer, 'set'>

/** Writes what was measured once more. */
export type Measured = (into: Sink) => void

/** What is asked of which endpoint. */
export interface ProbeQuestion {
  readonly module: ProbeModule
  readonly url: URL
  /** Value of the label `target`. */
  readonly name: string
  readonly guard: Guard
}

/** What a prober works with. */
export interface Probing<R extends ProbeRules = ProbeRules> {
  readonly rules: R
  readonly url: URL
  readonly labels: { readonly target: string }
  readonly into: Sink
  readonly guard: Guard
  readonly thread: WorkThread
  /** Ends what is late. */
  readonly signal: AbortSignal
}

export interface ProbeResult {
  readonly success: boolean
  /** Why it failed; may name addresses. */
  readonly reason: string | undefined
  readonly measured: Measured
}

export interface ProbeRecord extends Sink {
  readonly measured: Measured
}

/** Keeps what is measured, to write it as often as it is asked for. */
export const createRecord = (): ProbeRecord => {
  const writes: Measured[] = []
  return {
    set: (metric, labels, value) => void writes.push((into) => into.set(metric, labels, value)),
    measured: (into) => {
      for (const write of writes) write(into)
    },
  }
}
