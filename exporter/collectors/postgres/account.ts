import { performance } from 'node:perf_hooks'
import { postgres } from '../../../definition/catalogue/index.js'
import { unlessAborted } from '../../abort.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'

interface Entry {
  readonly success: boolean
  readonly seconds: number
}

/** Keeps what becomes of each collector of a server, and gives it no more than its time. */
export type Account = (collector: Collector) => Collector

const PREFIX = 'postgres_'
const secondsSince = (start: number): number => (performance.now() - start) / 1000

/** A part of a scrape's time, so that a collector which hangs leaves time to the others. */
const within = async (seconds: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
  const part = new AbortController()
  const timer = setTimeout(() => part.abort(new Error(`not finished after ${seconds} s`)), seconds * 1000)
  try {
    await unlessAborted(
      signal,
      () => unlessAborted(part.signal, () => work(part.signal)),
      () => part.abort(signal.reason),
    )
  } finally {
    clearTimeout(timer)
  }
}

const writeEntry = (into: Writer, target: string, name: string, { success, seconds }: Entry): void => {
  const labels = { target, collector: name.slice(PREFIX.length) }
  into.set(postgres.pg_scrape_collector_success, labels, success ? 1 : 0)
  into.set(postgres.pg_scrape_collector_duration_seconds, labels, seconds)
}

/** One reading of the server: what the collectors of one collection have in common is its signal. */
interface Round {
  readonly signal: AbortSignal | undefined
  readonly begun: number
  readonly entries: Map<string, Entry>
}

const newRound = (signal?: AbortSignal): Round => ({ signal, begun: performance.now(), entries: new Map() })

/**
 * What is known of one reading of a server, under the names that postgres_exporter has for it. Collectors come in any
 * order: whoever ends last sums up.
 *
 * @param seconds that a collector may take.
 */
export const createAccount = (target: string, seconds: number): Account => {
  const names = new Set<string>()
  const startedAt = new Map<string, number>()
  let round = newRound()
  let scrapes = 0

  const sumUp = (into: Writer): void => {
    scrapes += 1
    into.set(postgres.pg_exporter_last_scrape_duration_seconds, { target }, secondsSince(round.begun))
    into.set(postgres.pg_exporter_last_scrape_error, { target }, [...round.entries.values()].every(({ success }) => success) ? 0 : 1)
    into.set(postgres.pg_exporter_scrapes_total, { target }, scrapes)
  }
  const end = (into: Writer, name: string, success: boolean): void => {
    const entry = { success, seconds: secondsSince(startedAt.get(name) ?? performance.now()) }
    writeEntry(into, target, name, entry)
    startedAt.delete(name)
    const isFirst = !round.entries.has(name)
    round.entries.set(name, entry)
    if (isFirst && round.entries.size === names.size) sumUp(into)
  }
  return (collector) => {
    const { name, collect, collectFailed } = collector
    names.add(name)
    const read = async (into: Writer, signal: AbortSignal): Promise<void> => {
      if (signal !== round.signal) round = newRound(signal)
      startedAt.set(name, performance.now())
      await within(seconds, signal, (limited) => collect(into, limited))
      end(into, name, true)
    }
    const failed = (into: Writer): void => {
      collectFailed?.(into)
      end(into, name, false)
    }
    return { ...collector, collect: read, collectFailed: failed }
  }
}
