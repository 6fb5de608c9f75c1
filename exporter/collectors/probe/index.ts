/**
 * @module Probes endpoints over HTTP, TCP and DNS, under blackbox_exporter's names.
 */
import { setMaxListeners } from 'node:events'
import type { Settings } from '../../settings/settings.js'
import type { Source } from '../../source.js'
import { createWorkThread } from '../../threads/thread.js'
import { createGate } from './gate.js'
import { createWatch } from './watch.js'

/** Probes that run at a time, however many targets there are. */
const MOST_AT_A_TIME = 16
/** Targets begin one after the other within this time. */
const SPREAD_SECONDS = 1

/** All configured targets as one source; their clocks run from the start to the end of the exporter. */
export const probeSources = ({ probes }: Settings): readonly Source[] => {
  if (probes.targets.length === 0) return []
  const thread = createWorkThread()
  const gate = createGate(MOST_AT_A_TIME)
  const watches = probes.targets.map((target) => createWatch(target, thread, gate))
  const stop = new AbortController()
  setMaxListeners(0, stop.signal)
  let running: Promise<unknown> = Promise.resolve()
  return [
    {
      collectors: watches.map(({ collector }) => collector),
      prepare: async () => {
        running = Promise.all(watches.map(({ run }, index) => run(stop.signal, (SPREAD_SECONDS * index) / watches.length)))
      },
      close: async () => {
        stop.abort(new Error('the exporter stops'))
        await running
        await thread.close()
      },
    },
  ]
}
