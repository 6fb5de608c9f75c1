import { shopEvents } from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { gaugeOf } from '../values.js'

interface Running {
  readonly version: () => string
  /** Seconds since the epoch. */
  readonly clock: () => number
}

export interface RunningShop {
  /** Shows which release runs and what its clock says, read when Prometheus asks. */
  readonly showRunning: (running: Running) => void
}

export const runningShop = (instruments: Instruments): RunningShop => {
  const release = gaugeOf(instruments, shopEvents.shop_release_info)
  const time = gaugeOf(instruments, shopEvents.shop_clock_timestamp_seconds)
  const seen = new Set<string>()
  const showRunning = ({ version, clock }: Running): void => {
    instruments.beforeRender(() => {
      seen.add(version())
      for (const known of seen) release.set({ version: known }, known === version() ? 1 : 0)
      time.set({}, clock())
    })
  }
  return Object.freeze({ showRunning })
}
