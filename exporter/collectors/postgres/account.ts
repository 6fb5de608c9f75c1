import { performance } from 'node:perf_hooks'
import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'

interface Entry {
  readonly success: boolean
  readonly seconds: number
}

/** What is known of one reading of a server, under the names that postgres_exporter has for it. */
export interface Account {
  /** Keeps what becomes of a collector, and gives it no more than its time. */
  readonly watched: (collector: Collector) => Collector
  /** Writes the account beside what the last collector reads. */
  readonly closing: (last: Collector) => Collector
}

const PREFIX = 'postgres_'
const FAILED: Entry = { success: false, seconds: 0 }
const secondsSince = (start: number): number => (performance.now() - start) / 1000

/** A part of a scrape's time, so that a collector which hangs leaves time to the others. */
const within = async (seconds: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new Error(`not finished after ${seconds} s`)), seconds * 1000)
  try {
    await work(AbortSignal.any([signal, controller.signal]))
  } finally {
    clearTimeout(timer)
  }
}

const writeEntry = (into: Writer, target: string, name: string, { success, seconds }: Entry): void => {
  const labels = { target, collector: name.slice(PREFIX.length) }
  into.set(postgres.pg_scrape_collector_success, labels, success ? 1 : 0)
  into.set(postgres.pg_scrape_collector_duration_seconds, labels, seconds)
}

const closed = (last: Collector, write: (into: Writer) => void): Collector => ({
  ...last,
  collect: async (into, signal) => {
    await last.collect(into, signal)
    write(into)
  },
  collectFailed: (into) => {
    last.collectFailed?.(into)
    write(into)
  },
})

/** @param seconds that a collector may take. */
export const createAccount = (target: string, seconds: number): Account => {
  const entries = new Map<string, Entry>()
  const names: string[] = []
  let begun = performance.now()
  let scrapes = 0

  const begin = (): void => {
    begun = performance.now()
    scrapes += 1
    entries.clear()
  }
  const watched: Account['watched'] = (collector) => {
    const { name, collect } = collector
    names.push(name)
    const read = async (into: Writer, signal: AbortSignal): Promise<void> => {
      if (name === names[0]) begin()
      const start = performance.now()
      let success = false
      try {
        await within(seconds, signal, (limited) => collect(into, limited))
        success = true
      } finally {
        entries.set(name, { success, seconds: secondsSince(start) })
      }
    }
    return { ...collector, collect: read }
  }
  const write = (into: Writer): void => {
    for (const name of names) writeEntry(into, target, name, entries.get(name) ?? FAILED)
    into.set(postgres.pg_exporter_last_scrape_duration_seconds, { target }, secondsSince(begun))
    into.set(postgres.pg_exporter_last_scrape_error, { target }, names.every((name) => entries.get(name)?.success) ? 0 : 1)
    into.set(postgres.pg_exporter_scrapes_total, { target }, scrapes)
  }
  return { watched, closing: (last) => closed(last, write) }
}
