import type { Drilled } from './drill.js'
import { drillable, leastMinutes, roundsOf, type Round } from './rounds.js'
import type { DrilledStack, Waits } from './stack.js'

type Row = readonly string[]

/** Rows as Markdown, which a terminal shows as well. */
const markdown = (rows: readonly Row[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: Row): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...rest] = rows
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rest.map(line)].join('\n')
}

const listed = (names: readonly string[]): string => names.join(', ') || '-'

const expectedIn = ({ expected, missing }: Drilled): string =>
  [...expected, ...missing.map((name) => `${name} (not defined yet)`)].join(', ')

/** What came of a fault, and why. */
export const outcomeIn = ({ outcome, reason }: Drilled): string => (reason === undefined ? outcome : `${outcome}: ${reason}`)

/** What a drill has shown: a row a fault. Faults of one round were thrown together. */
export const tableOf = (drilled: readonly Drilled[]): string => {
  const isTogether = drilled.some(({ round }) => round !== undefined)
  const roundIn = (cell: string): Row => (isTogether ? [cell] : [])
  return markdown([
    [...roundIn('round'), 'fault', 'expected', 'fired', 'seconds to fire', 'seconds to resolve', 'false alarms', 'outcome'],
    ...drilled.map((one) => [
      ...roundIn(String(one.round ?? '-')),
      one.fault,
      expectedIn(one),
      listed(one.fired),
      String(one.secondsToFire ?? '-'),
      String(one.secondsToResolve ?? '-'),
      listed(one.falseAlarms),
      outcomeIn(one),
    ]),
  ])
}

/** How much `all` would be, one by one and in rounds. */
const sizeOf = (faults: Round, rounds: readonly Round[], waits: Waits): string => {
  const wait = (what: readonly Round[]): string => `the limits alone wait ${leastMinutes(what, waits)} minutes`
  return `all: faults ${faults.length}, ${wait(faults.map((fault) => [fault]))}. all --together: rounds ${rounds.length}, ${wait(rounds)}.`
}

/** What could be drilled, a row a switch, with its round of `all --together`. */
export const switchesOf = async ({ switches, defined }: DrilledStack): Promise<string> => {
  const waits = await defined()
  const shown = (name: string): string => (waits.has(name) ? name : `${name} (not defined yet)`)
  const faults = drillable(switches, waits)
  const rounds = roundsOf(faults, waits)
  const roundIn = (fault: string): string => String(rounds.findIndex((round) => round.some(({ name }) => name === fault)) + 1 || '-')
  const table = markdown([
    ['fault', 'what it does', 'fires', 'round'],
    ...switches.map(({ name, does, fires }) => [name, does, fires.map(shown).join(', '), roundIn(name)]),
  ])
  return `${table}\n\n${sizeOf(faults, rounds, waits)}`
}
