import { setMaxListeners } from 'node:events'
import { performance } from 'node:perf_hooks'
import { probe } from '../../../definition/catalogue/index.js'
import type { WorkThread } from '../../threads/thread.js'
import { probeDns } from './dns.js'
import { reasonOf } from './failure.js'
import { probeHttp } from './http.js'
import { createRecord, type ProbeQuestion, type ProbeResult, type Probing } from './probing.js'
import { probeTcp } from './tcp.js'

const probeAs = (probing: Probing): Promise<void> => {
  const { rules } = probing
  if (rules.prober === 'http') return probeHttp({ ...probing, rules })
  return rules.prober === 'tcp' ? probeTcp({ ...probing, rules }) : probeDns({ ...probing, rules })
}

interface Limit {
  readonly signal: AbortSignal
  readonly end: () => void
}

/** Aborts when the time is over, when the caller has enough, and at the end, so that no connection is left open. */
const limited = (seconds: number, caller: AbortSignal): Limit => {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  const timer = setTimeout(() => controller.abort(new Error(`not finished after ${seconds.toFixed(1)} s`)), seconds * 1000)
  const give = () => controller.abort(caller.reason)
  if (caller.aborted) give()
  caller.addEventListener('abort', give, { once: true })
  const end = () => {
    clearTimeout(timer)
    caller.removeEventListener('abort', give)
    controller.abort(new Error('the probe is over'))
  }
  return { signal: controller.signal, end }
}

/**
 * Probes once. An endpoint that fails is a result like another; only a mistake of ours rejects.
 *
 * @param caller ends the probe early, such as when the exporter stops.
 */
export const runProbe = async (
  { module, url, name, guard }: ProbeQuestion,
  thread: WorkThread,
  seconds: number,
  caller: AbortSignal,
): Promise<ProbeResult> => {
  const into = createRecord()
  const labels = { target: name }
  const start = performance.now()
  const { signal, end } = limited(seconds, caller)
  let reason: string | undefined
  try {
    await probeAs({ rules: module.rules, url, labels, into, guard, thread, signal })
  } catch (error) {
    reason = reasonOf(error, signal)
  } finally {
    end()
  }
  into.set(probe.probe_success, labels, reason === undefined ? 1 : 0)
  into.set(probe.probe_duration_seconds, labels, (performance.now() - start) / 1000)
  into.set(probe.probe_timeout_seconds, labels, seconds)
  return { success: reason === undefined, reason, measured: into.measured }
}
