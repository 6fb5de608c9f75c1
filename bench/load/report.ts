import { quantile, table } from '../middleware/report.js'
import { REQUESTS, type Round, type Stretch, type Sustained } from './measure.js'
import { SUBJECTS } from './subject.js'

export interface Circumstances {
  /** Requests a second that were asked for. */
  readonly asked: number
  readonly isPinned: boolean
  readonly machine: string
}

/** The most of its throughput that a shop may lose by being measured. */
const AIM = 0.03

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const shares = [0.5, 0.25, 0.75] as const
const quartiles = (values: readonly number[], say: (value: number) => string): readonly string[] =>
  shares.map((share) => say(quantile(values, share)))

const perSecond = ({ requests, seconds }: Stretch): number => requests / seconds
const perRequest = ({ requests, cpu }: Stretch): number => cpu / requests

/** The share of the throughput that a round has lost. */
const lost = ({ bare, measured }: Round): number => 1 - perSecond(measured) / perSecond(bare)

/** The same where the one thread of the shop is all that limits it: its CPU is then its throughput. */
const lostAlone = ({ bare, measured }: Round): number => 1 - perRequest(bare) / perRequest(measured)

const median = (rounds: readonly Round[], of: (round: Round) => number): number => quantile(rounds.map(of), 0.5)

const rowsOf = (rounds: readonly Round[], what: string, pick: (stretch: Stretch) => number): readonly (readonly string[])[] =>
  SUBJECTS.map((name) => [
    `${what}, ${name}`,
    ...quartiles(
      rounds.map((round) => pick(round[name])),
      (value) => value.toFixed(0),
    ),
  ])

const comparison = (rounds: readonly Round[]): string =>
  table(
    ['what', 'median', 'quartile 1', 'quartile 3'],
    [
      ...rowsOf(rounds, 'requests a second', perSecond),
      ['**throughput lost**', ...quartiles(rounds.map(lost), percent)],
      ...rowsOf(rounds, "microseconds of the shop's CPU a request", perRequest),
      ['**throughput lost where the shop alone is the limit**', ...quartiles(rounds.map(lostAlone), percent)],
    ],
  )

/** How far the medians of the pairs lie apart: what chance does to a process from its start on is in no quartile of its rounds. */
const spread = (pairs: readonly (readonly Round[])[], of: (round: Round) => number): string => {
  const medians = pairs.map((rounds) => median(rounds, of))
  return `${percent(Math.min(...medians))} to ${percent(Math.max(...medians))}`
}

/** The sentence that says what being measured costs, and whether that is within the aim by both measures. */
export const verdict = (pairs: readonly (readonly Round[])[]): string => {
  const rounds = pairs.flat()
  const [together, alone] = [median(rounds, lost), median(rounds, lostAlone)]
  return [
    `Being measured costs the shop ${percent(together)} of its throughput on these processors (the pairs: ${spread(pairs, lost)}), and ${percent(alone)}`,
    `(${spread(pairs, lostAlone)}) where its one thread is all that limits it. Aim: under ${percent(AIM)} by both, ${Math.max(together, alone) < AIM ? 'met' : 'missed'}.`,
  ].join('\n')
}

const evenLoad = (one: Sustained, asked: number): string => {
  const [before, after] = one.residentBytes.map((bytes) => (bytes / 2 ** 20).toFixed(0))
  return [
    `**${asked} requests a second for ${one.seconds} s**, measured and scraped: ${one.requestsPerSecond.toFixed(0)} a second answered, ${one.refused} of`,
    `${one.answers.toLocaleString('en')} refused, ${one.unanswered} unanswered; latency ${one.latency.p50} ms in the median, ${one.latency.p99} ms at the 99th percentile, ${one.latency.max} ms`,
    `at the most. The shop's process used ${percent(one.processors)} of one processor and held ${before} MiB before and ${after} MiB after.`,
    `A scrape takes ${(one.scrape / 1000).toFixed(1)} ms of its CPU: one in 15 s is ${((one.scrape / 15e6) * 100).toFixed(2)} % of one processor, beside what is lost above.`,
  ].join('\n')
}

const method = (pairs: readonly (readonly Round[])[], isPinned: boolean): string =>
  [
    'The whole shop on PostgreSQL and Redis, as it is and bare: the same code where instrument/ is replaced by what does nothing, both without the',
    'jobs between requests, which two shops on one database would share by chance, and with the heap that the stacks give it. Each in a process of its',
    `own, ${pairs.length} pairs of processes, ${pairs.flat().length} rounds in all: one shop, twice the other, the first again, ${REQUESTS.toLocaleString('en')} requests each time from 32 connections`,
    'without a pause, visits of eleven requests from session to payment. What is lost is taken round by round.',
    isPinned
      ? 'Both shops are kept to one processor; sender and servers use what is left of all.'
      : 'Shops, sender and servers share the processors as the system decides.',
    "They limit the throughput as well; what it would lose were the shop's one thread its only limit is reckoned from the CPU of a request.",
  ].join('\n')

export const report = (pairs: readonly (readonly Round[])[], sustained: Sustained, { asked, isPinned, machine }: Circumstances): string =>
  [
    '## Cost of being measured',
    '',
    method(pairs, isPinned),
    '',
    comparison(pairs.flat()),
    '',
    verdict(pairs),
    '',
    evenLoad(sustained, asked),
    '',
    machine,
  ].join('\n')
