import { quantile, table } from '../middleware/report.js'
import type { Round, Stretch, Sustained } from './measure.js'
import { SUBJECTS } from './subject.js'

export interface Circumstances {
  readonly requests: number
  readonly asked: number
  readonly machine: string
}

/** The most of its throughput that a shop may lose by being measured. */
const AIM = 0.03

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const shares = [0.5, 0.25, 0.75] as const
const quartiles = (values: readonly number[], say: (value: number) => string): readonly string[] =>
  shares.map((share) => say(quantile(values, share)))

/** What measuring costs, round by round: a share of the throughput, and of the CPU of a request. */
const lost = (rounds: readonly Round[]) => ({
  throughput: rounds.map(({ bare, measured }) => 1 - measured.requestsPerSecond / bare.requestsPerSecond),
  cpu: rounds.map(({ bare, measured }) => measured.cpu / bare.cpu - 1),
})

const comparison = (rounds: readonly Round[]): string => {
  const rowOf = (what: string, pick: (stretch: Stretch) => number) =>
    SUBJECTS.map((name) => [
      `${what}, ${name}`,
      ...quartiles(
        rounds.map((round) => pick(round[name])),
        (value) => value.toFixed(0),
      ),
    ])
  const { throughput, cpu } = lost(rounds)
  return table(
    ['what', 'median', 'quartile 1', 'quartile 3'],
    [
      ...rowOf('requests a second', ({ requestsPerSecond }) => requestsPerSecond),
      ['**throughput lost**', ...quartiles(throughput, percent)],
      ...rowOf("microseconds of the shop's CPU a request", ({ cpu }) => cpu),
      ['CPU added', ...quartiles(cpu, percent)],
    ],
  )
}

const evenLoad = (one: Sustained, asked: number): string => {
  const [before, after] = one.residentBytes.map((bytes) => (bytes / 2 ** 20).toFixed(0))
  return [
    `**${asked} requests a second for ${one.seconds} s**, measured and scraped: ${one.requestsPerSecond.toFixed(0)} a second answered, ${one.refused} of`,
    `${one.answers.toLocaleString('en')} refused, ${one.unanswered} unanswered; latency ${one.latency.p50} ms in the median, ${one.latency.p99} ms at the 99th percentile, ${one.latency.max} ms`,
    `at the most. The shop's process used ${percent(one.processors)} of one processor and held ${before} MiB before and ${after} MiB after.`,
  ].join('\n')
}

const verdict = (rounds: readonly Round[]): string => {
  const median = quantile(lost(rounds).throughput, 0.5)
  return `Being measured costs the shop ${percent(median)} of its throughput (aim: under ${percent(AIM)}).`
}

export const report = (rounds: readonly Round[], sustained: Sustained, { requests, asked, machine }: Circumstances): string =>
  [
    '## Cost of being measured',
    '',
    `The whole shop on PostgreSQL and Redis, as it is and bare: the same code where instrument/ is replaced by what does nothing. ${rounds.length} rounds of`,
    `${requests.toLocaleString('en')} requests each from 32 connections without a pause, visits of eleven requests from session to payment, both shops in processes of`,
    'their own, one after the other in a round, the order turned each time. What is lost is taken round by round. Servers and sender share the machine.',
    '',
    comparison(rounds),
    '',
    verdict(rounds),
    '',
    evenLoad(sustained, asked),
    '',
    machine,
  ].join('\n')
