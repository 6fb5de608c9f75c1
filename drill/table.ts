import type { Drilled } from './drill.js'
import type { DrilledStack } from './stack.js'

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

const outcomeIn = ({ outcome, reason }: Drilled): string => (reason === undefined ? outcome : `${outcome}: ${reason}`)

/** What a drill has shown: a row a fault. */
export const tableOf = (drilled: readonly Drilled[]): string =>
  markdown([
    ['fault', 'expected', 'fired', 'seconds to fire', 'seconds to resolve', 'false alarms', 'outcome'],
    ...drilled.map((one) => [
      one.fault,
      expectedIn(one),
      listed(one.fired),
      String(one.secondsToFire ?? '-'),
      String(one.secondsToResolve ?? '-'),
      listed(one.falseAlarms),
      outcomeIn(one),
    ]),
  ])

/** What could be drilled: a row a switch. */
export const switchesOf = async ({ switches, defined }: DrilledStack): Promise<string> => {
  const known = await defined()
  const shown = (name: string): string => (known.has(name) ? name : `${name} (not defined yet)`)
  return markdown([
    ['fault', 'what it does', 'fires'],
    ...switches.map(({ name, does, fires }) => [name, does, fires.map(shown).join(', ')]),
  ])
}
