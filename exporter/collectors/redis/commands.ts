import { redis } from '../../../definition/catalogue/index.js'
import type { Sample, Writer } from '../../exposition/buffer.js'
import { writeHistograms } from './histogram.js'
import { amountOf, numberIn, type Information } from './information.js'
import { LATENCY_LATEST } from './questions.js'
import type { Reading } from './reading.js'

const MICROSECONDS = 1e6
const MAXIMUM_EVENTS = 100

const writeCalls = (into: Writer, target: string, { commands }: Information): void => {
  for (const [cmd, record] of commands) {
    const labels = { target, cmd }
    const microseconds = amountOf(record, 'usec')
    const seconds = microseconds === undefined ? undefined : microseconds / MICROSECONDS
    into.set(redis.redis_commands_total, labels, amountOf(record, 'calls'))
    into.set(redis.redis_commands_duration_seconds_total, labels, seconds)
    into.set(redis.redis_commands_rejected_calls_total, labels, amountOf(record, 'rejected_calls'))
    into.set(redis.redis_commands_failed_calls_total, labels, amountOf(record, 'failed_calls'))
  }
}

/** `p99.9=3.007`: the percentile without its letter is the label, as redis_exporter has it. */
const quantilesOf = (record: ReadonlyMap<string, string>, labels: Sample['labels']): readonly Sample[] =>
  [...record].flatMap(([name, text]) => {
    const percentile = name.startsWith('p') ? numberIn(name.slice(1)) : undefined
    const value = numberIn(text)
    return percentile === undefined || value === undefined ? [] : [{ labels: { ...labels, quantile: String(percentile) }, value }]
  })

const summaryOf = (target: string, cmd: string, { commands, percentiles }: Information): readonly Sample[] => {
  const calls = commands.get(cmd)
  const sum = calls && amountOf(calls, 'usec')
  const count = calls && amountOf(calls, 'calls')
  if (sum === undefined || count === undefined) return []
  const labels = { target, cmd }
  return [
    ...quantilesOf(percentiles.get(cmd) ?? new Map(), labels),
    { suffix: '_sum', labels, value: sum },
    { suffix: '_count', labels, value: count },
  ]
}

const writePercentiles = (into: Writer, target: string, information: Information): void => {
  const samples = [...information.percentiles.keys()].flatMap((cmd) => summaryOf(target, cmd, information))
  const { name, help } = redis.redis_latency_percentiles_usec
  if (samples.length > 0) into.setForeign({ name, help, kind: 'summary', samples })
}

/** `[[event, seconds since the epoch, milliseconds, milliseconds at most], …]`. */
const writeSpikes = (into: Writer, target: string, answer: unknown): void => {
  if (!Array.isArray(answer)) return
  for (const event of answer.slice(0, MAXIMUM_EVENTS)) {
    if (!Array.isArray(event)) continue
    const [name, at, milliseconds] = event.map(String)
    const labels = { target, event_name: (name ?? '').slice(0, 64) }
    const length = numberIn(milliseconds)
    into.set(redis.redis_latency_spike_last, labels, numberIn(at))
    into.set(redis.redis_latency_spike_duration_seconds, labels, length === undefined ? undefined : length / 1000)
  }
}

/** Calls and times of each command. */
export const writeCommands = (into: Writer, target: string, reading: Reading): void => {
  writeCalls(into, target, reading.information)
  writePercentiles(into, target, reading.information)
  writeHistograms(into, target, reading)
  writeSpikes(into, target, reading.answer(LATENCY_LATEST))
}
