import { quantile, table } from '../middleware/report.js'
import { REQUESTS, type Round, type Stretch, sum, type Sustained } from './measure.js'
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

/** What a round says of a shop against another. */
interface Loss {
  /** Share of the throughput. */
  readonly together: number
  /** The same where the one thread of the shop is all that limits it: its CPU is then its throughput. */
  readonly alone: number
}

const lossOf = (of: Stretch, against: Stretch): Loss => ({
  together: 1 - perSecond(of) / perSecond(against),
  alone: 1 - perRequest(against) / perRequest(of),
})

/** Against both bare shops, which chance moves less than one. */
const measuredLoss = ({ bare, control, measured }: Round): Loss => lossOf(measured, sum(bare, control))

/** Of one bare shop against the other: what this bench would say of nothing at all. */
const controlLoss = ({ bare, control }: Round): Loss => lossOf(control, bare)

const rowsOf = (rounds: readonly Round[], what: string, pick: (stretch: Stretch) => number): readonly (readonly string[])[] =>
  SUBJECTS.map((name) => [
    `${what}, ${name}`,
    ...quartiles(
      rounds.map((round) => pick(round[name])),
      (value) => value.toFixed(0),
    ),
    '',
  ])

/** Between which the median lies with 95 % certainty, by the order of the values alone. */
const certainly = (values: readonly number[]): string => {
  const reach = 0.98 / Math.sqrt(values.length)
  return `${percent(quantile(values, Math.max(0, 0.5 - reach)))} to ${percent(quantile(values, Math.min(1, 0.5 + reach)))}`
}

const lossRow = (what: string, losses: readonly number[]): readonly string[] => [what, ...quartiles(losses, percent), certainly(losses)]

const lossRows = (rounds: readonly Round[], what: string, pick: (loss: Loss) => number): readonly (readonly string[])[] => [
  lossRow(
    `**${what}**`,
    rounds.map((round) => pick(measuredLoss(round))),
  ),
  lossRow(
    'the same of the control, which loses nothing',
    rounds.map((round) => pick(controlLoss(round))),
  ),
]

const comparison = (rounds: readonly Round[]): string =>
  table(
    ['what', 'median', 'quartile 1', 'quartile 3', 'median, with 95 % certainty'],
    [
      ...rowsOf(rounds, 'requests a second', perSecond),
      ...lossRows(rounds, 'throughput lost', ({ together }) => together),
      ...rowsOf(rounds, "microseconds of the shop's CPU a request", perRequest),
      ...lossRows(rounds, 'throughput lost where the shop alone is the limit', ({ alone }) => alone),
    ],
  )

const medianLoss = (rounds: readonly Round[], pick: (loss: Loss) => number): number =>
  quantile(
    rounds.map((round) => pick(measuredLoss(round))),
    0.5,
  )

/** How far the medians of the processes lie apart: what chance does to a process from its start on is in no quartile of its rounds. */
const spread = (processes: readonly (readonly Round[])[], pick: (loss: Loss) => number): string => {
  const medians = processes.map((rounds) => medianLoss(rounds, pick))
  return `${percent(Math.min(...medians))} to ${percent(Math.max(...medians))}`
}

/** A share, and whether it is within the aim. */
const judged = (share: number): string => `${percent(share)} (${share < AIM ? 'aim met' : 'aim missed'})`

/** The sentence that says what being measured costs, and whether that is within the aim. */
export const verdict = (processes: readonly (readonly Round[])[]): string => {
  const picks = [({ together }: Loss) => together, ({ alone }: Loss) => alone] as const
  const [together = 1, alone = 1] = picks.map((pick) => medianLoss(processes.flat(), pick))
  const [inProcesses, aloneInProcesses] = picks.map((pick) => spread(processes, pick))
  return [
    `Being measured costs the shop ${judged(together)} of its throughput on these processors, the processes ${inProcesses}; aim: under ${percent(AIM)}.`,
    `Where its one thread is all that limits it, it is ${judged(alone)}, the processes ${aloneInProcesses}.`,
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

const method = (processes: readonly (readonly Round[])[], isPinned: boolean): string =>
  [
    'The whole shop on PostgreSQL and Redis, as it is and bare: the same code where instrument/ is replaced by what does nothing, both without the',
    'jobs between requests, which two shops on one database would share by chance, and with the heap that the stacks give it. Two processes with the',
    'same code differ by up to a fifth, so both are in one, each of modules of its own, and a second bare shop as control beside them;',
    `${processes.length} such processes, warmed up, ${processes.flat().length.toLocaleString('en')} rounds in all: each shop in turn and back again, in another order each round, ${REQUESTS} requests each`,
    'time from 32 connections without a pause, visits of eleven requests from session to payment. What is lost is taken round by round, against the',
    'mean of both bare shops.',
    isPinned
      ? 'The shops are kept to one processor; sender and servers use what is left of all.'
      : 'Shops, sender and servers share the processors as the system decides.',
    "They limit the throughput as well; what it would lose were the shop's one thread its only limit is reckoned from the CPU of a request.",
  ].join('\n')

export const report = (
  processes: readonly (readonly Round[])[],
  sustained: Sustained,
  { asked, isPinned, machine }: Circumstances,
): string =>
  [
    '## Cost of being measured',
    '',
    method(processes, isPinned),
    '',
    comparison(processes.flat()),
    '',
    verdict(processes),
    '',
    evenLoad(sustained, asked),
    '',
    machine,
  ].join('\n')
