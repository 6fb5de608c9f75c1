import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { probe } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import { addressUrl } from '../../settings/probes/permission.js'
import type { ProbeTarget } from '../../settings/probes/modules.js'
import type { WorkThread } from '../../threads/thread.js'
import type { Gate } from './gate.js'
import { createGuard } from './guard.js'
import type { ProbeQuestion, ProbeResult } from './probing.js'
import { runProbe } from './run.js'

/** A probe that did not run for so many intervals tells nothing of now. */
const STALE_INTERVALS = 3

interface Last {
  readonly result: ProbeResult
  readonly endedAt: number
}

export interface Watch {
  readonly collector: Collector
  /** Probes in its interval until the signal; the first time after a moment, so that targets spread over the interval. */
  readonly run: (signal: AbortSignal, afterSeconds: number) => Promise<void>
}

/** The question for a configured target, which may be asked whatever it is. */
export const questionFor = ({ name, module, address }: ProbeTarget): ProbeQuestion => {
  const url = addressUrl(address, module.rules.prober)
  if (!url) throw new TypeError(`${address} is no address`)
  return { name, module, url, guard: createGuard(true) }
}

const firstOf = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })

/**
 * Probes a configured target on its own clock and gives a scrape what the last probe said, so that a page never waits
 * for somebody else's server. The collector works as long as the probe runs; whether the endpoint does is probe_success.
 */
export const createWatch = (target: ProbeTarget, thread: WorkThread, gate: Gate): Watch => {
  const { name, module, intervalSeconds } = target
  const staleSeconds = intervalSeconds * STALE_INTERVALS + module.timeoutSeconds
  let last: Last | undefined
  let mistake: unknown
  let announce: () => void = () => {}
  const begun = new Promise<void>((resolve) => {
    announce = resolve
  })

  const once = async (signal: AbortSignal): Promise<void> => {
    try {
      const result = await gate.pass(() => runProbe(questionFor(target), thread, module.timeoutSeconds, signal), signal)
      last = { result, endedAt: performance.now() }
      mistake = undefined
    } catch (error) {
      mistake = error
    }
    announce()
  }

  const run = async (signal: AbortSignal, afterSeconds: number): Promise<void> => {
    let due = performance.now() + afterSeconds * 1000
    while (!signal.aborted) {
      const wait = Math.max(0, due - performance.now())
      await sleep(wait, undefined, { signal, ref: false }).catch(() => {})
      if (signal.aborted) return
      await once(signal)
      due = Math.max(due + intervalSeconds * 1000, performance.now())
    }
  }

  const collect: Collector['collect'] = async (into, signal) => {
    await firstOf(begun, signal)
    if (mistake) throw mistake
    if (!last) return
    const age = (performance.now() - last.endedAt) / 1000
    if (age > staleSeconds) throw new Error(`the probe has not run for ${age.toFixed(0)} s`)
    last.result.measured(into)
    into.set(probe.plimsoll_probe_age_seconds, { target: name }, age)
  }
  return { collector: { name: `probe_${name}`, target: name, collect }, run }
}
