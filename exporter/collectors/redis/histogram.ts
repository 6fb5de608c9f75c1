import { redis } from '../../../definition/catalogue/index.js'
import type { Distribution, Writer } from '../../exposition/buffer.js'
import { amountOf } from './information.js'
import { LATENCY_HISTOGRAM } from './questions.js'
import type { Reading } from './reading.js'

/** The busiest ones: each has some 24 series. */
const MAXIMUM_COMMANDS = 80
const MAXIMUM_BOUNDS = 64

/**
 * The bounds that a server has, in microseconds: powers of two from 1024 ns to a second, each at the upper end of its
 * slot of an HDR histogram of two digits.
 */
const BOUNDS: readonly number[] = Array.from({ length: 21 }, (_, power) => Math.floor((2 ** (10 + power) + 2 ** (3 + power) - 1) / 1000))

export interface CommandHistogram {
  readonly command: string
  readonly calls: number
  /** Calls at or below a bound, where the server names them: it leaves out bounds at which nothing was added. */
  readonly counts: ReadonlyMap<number, number>
}

const countsIn = (answer: unknown): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>()
  if (!Array.isArray(answer)) return counts
  for (let index = 0; index + 1 < Math.min(answer.length, 2 * MAXIMUM_BOUNDS); index += 2) {
    const [bound, count] = [Number(answer[index]), Number(answer[index + 1])]
    if (Number.isFinite(bound) && Number.isFinite(count)) counts.set(bound, count)
  }
  return counts
}

/** Reads `[command, ['calls', n, 'histogram_usec', [bound, count, …]], …]`, the busiest commands first. */
export const parseHistograms = (answer: unknown): readonly CommandHistogram[] => {
  if (!Array.isArray(answer)) return []
  const all: CommandHistogram[] = []
  for (let index = 0; index + 1 < answer.length; index += 2) {
    const details: unknown = answer[index + 1]
    if (!Array.isArray(details)) continue
    const calls = Number(details[details.indexOf('calls') + 1])
    if (!Number.isFinite(calls)) continue
    all.push({ command: String(answer[index]), calls, counts: countsIn(details[details.indexOf('histogram_usec') + 1]) })
  }
  return all.sort((one, other) => other.calls - one.calls).slice(0, MAXIMUM_COMMANDS)
}

/** Every bound stands from the beginning: a series that came only with its first call would have no rate for it. */
export const distributionOf = ({ calls, counts }: CommandHistogram, sum: number): Distribution => {
  const bounds = [...new Set([...BOUNDS, ...counts.keys()])].sort((one, other) => one - other)
  let reached = 0
  const buckets = bounds.map((bound) => {
    reached = Math.max(reached, counts.get(bound) ?? 0)
    return [bound, reached] as const
  })
  return { buckets, sum, count: Math.max(calls, reached) }
}

/** The sum is the time that command statistics say. */
export const writeHistograms = (into: Writer, target: string, { information, answer }: Reading): void => {
  for (const histogram of parseHistograms(answer(LATENCY_HISTOGRAM))) {
    const sum = amountOf(information.commands.get(histogram.command) ?? new Map(), 'usec')
    if (sum === undefined) continue
    into.setDistribution(redis.redis_commands_latencies_usec, { target, cmd: histogram.command }, distributionOf(histogram, sum))
  }
}
