import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The value below which that share of the values lies. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN

/** Rows as a table of Markdown, its first column to the left. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const all = [head, ...rows]
  const widths = head.map((_title, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** Replaces what stands between the markers of this section, or appends the section; what people wrote stays. */
export const writeSection = async (file: string, name: string, text: string): Promise<void> => {
  const [start, end] = [`<!-- ${name}: start -->`, `<!-- ${name}: end -->`]
  const section = `${start}\n${text}\n${end}`
  const old = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '# Benchmarks\n'
    throw error
  })
  const from = old.indexOf(start)
  const to = old.indexOf(end)
  const updated =
    from < 0 || to < from ? `${old.trimEnd()}\n\n${section}\n` : `${old.slice(0, from)}${section}${old.slice(to + end.length)}`
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, updated)
}
