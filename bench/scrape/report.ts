import { quantile, table } from '../middleware/report.js'
import type { Measured } from './measure.js'

export interface Subject extends Measured {
  /** Series on its page. */
  readonly series: number
  /** CPU milliseconds a minute without a scrape. */
  readonly idle: number
}

export interface Circumstances {
  readonly scrapes: number
  readonly turn: number
  readonly milestones: readonly number[]
  readonly idleSeconds: number
  readonly machine: string
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)
const fixed = (value: number): string => value.toFixed(1)
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** Several processes as one: each turn's costs and each milestone's memory added up. */
const together = (name: string, subjects: readonly Subject[]): Subject => {
  const added = (pick: (subject: Subject) => readonly number[]): readonly number[] =>
    (subjects[0] ? pick(subjects[0]) : []).map((_value, index) => total(subjects.map((subject) => pick(subject)[index] ?? Number.NaN)))
  return {
    name,
    milliseconds: added(({ milliseconds }) => milliseconds),
    resident: added(({ resident }) => resident),
    largest: total(subjects.map(({ largest }) => largest)),
    answered: total(subjects.map(({ answered }) => answered)),
    series: total(subjects.map(({ series }) => series)),
    idle: total(subjects.map(({ idle }) => idle)),
  }
}

const rowOf = ({ name, milliseconds, resident, largest, answered, series, idle }: Subject): readonly string[] => [
  name,
  String(series),
  (answered / 1024).toFixed(0),
  ...[0.5, 0.25, 0.75].map((share) => fixed(quantile(milliseconds, share))),
  idle.toFixed(0),
  ...resident.map(mebibytes),
  mebibytes(largest),
]

const verdict = (own: Subject, others: Subject): string => {
  const cpu = quantile(own.milliseconds, 0.5) / quantile(others.milliseconds, 0.5)
  const memory = (own.resident.at(-1) ?? Number.NaN) / (others.resident.at(-1) ?? Number.NaN)
  const growth = (own.resident.at(-1) ?? Number.NaN) / (own.resident[0] ?? Number.NaN)
  return [
    `Plimsoll needs ${cpu.toFixed(2)} of the CPU of the three together (aim: no more than 1), ${(cpu * (others.series / own.series)).toFixed(2)} a series, and holds`,
    `${memory.toFixed(2)} of their memory at the end (aim: no more than 1.5), ${growth.toFixed(2)} of what it held at the first milestone (aim: flat).`,
  ].join('\n')
}

export const report = (
  own: Subject,
  peers: readonly Subject[],
  { scrapes, turn, milestones, idleSeconds, machine }: Circumstances,
): string => {
  const sum = together('the three together', peers)
  const counts = milestones.map((milestone) => `MiB after ${milestone.toLocaleString('en')}`)
  return [
    '## Cost of a scrape',
    '',
    'One `plimsoll serve` beside the three Go exporters that it replaces, each with the collectors that it has on by default, on one machine, PostgreSQL and',
    `Redis under the same load: ${scrapes.toLocaleString('en')} scrapes of each with gzip, in turns of ${turn} in random order. CPU (user and system, all threads) in milliseconds a scrape:`,
    `median and quartiles of the turns; idle is the CPU of a minute without a scrape, taken over ${idleSeconds} s. Memory is VmRSS, at the most after any turn.`,
    '',
    table(
      ['process', 'series', 'KiB', 'CPU ms', 'quartile 1', 'quartile 3', 'idle ms', ...counts, 'at most'],
      [own, ...peers, sum].map(rowOf),
    ),
    '',
    verdict(own, sum),
    '',
    machine,
  ].join('\n')
}
