import { GCProfiler } from 'node:v8'
import { nodeProcess } from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { histogramOf } from '../values.js'

/** What V8 calls its collections. */
const KINDS: Readonly<Record<string, 'major' | 'minor' | 'incremental' | 'weakcb'>> = {
  MarkSweepCompact: 'major',
  Scavenge: 'minor',
  MinorMarkCompact: 'minor',
  MinorMarkSweep: 'minor',
  IncrementalMarking: 'incremental',
  ProcessWeakCallbacks: 'weakcb',
}

/** V8 keeps some kilobytes of each collection until it is asked. */
const SECONDS = 1

const begin = (): GCProfiler => {
  const profiler = new GCProfiler()
  profiler.start()
  return profiler
}

/**
 * Times every collection of garbage from now on. Returns what ends it.
 *
 * V8 notes them itself and is asked now and then. A PerformanceObserver would be told of each, for a tenth of a millisecond each
 * time, which in a busy process is a good part of everything that being measured costs.
 */
export const watchGarbage = (instruments: Instruments): (() => void) => {
  const durations = histogramOf(instruments, nodeProcess.nodejs_gc_duration_seconds)
  let profiler = begin()
  const read = (done: GCProfiler): void => {
    for (const { gcType, cost } of done.stop()?.statistics ?? []) {
      const kind = KINDS[gcType]
      if (kind !== undefined) durations.observe({ kind }, cost / 1e6)
    }
  }
  const turn = (): void => {
    const done = profiler
    profiler = begin()
    read(done)
  }
  instruments.beforeRender(turn)
  const timer = setInterval(turn, SECONDS * 1000).unref()
  return () => {
    clearInterval(timer)
    read(profiler)
  }
}
