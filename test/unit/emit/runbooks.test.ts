import { expect, test } from 'vitest'
import { limits } from '../../../definition/thresholds/index.js'
import { BEGIN, END, runbookDocuments } from '../../../generator/emit/runbooks.js'

const PATH = 'docs/runbooks/CpuHigh.md'
const textOf = (existing?: string): string =>
  runbookDocuments((path) => (path === PATH ? existing : undefined)).find(({ path }) => path === PATH)?.text ?? ''

const fresh = textOf()

test('every limit has a runbook', () => {
  expect(runbookDocuments(() => undefined).map(({ path }) => path)).toEqual(limits.map(({ name }) => `docs/runbooks/${name}.md`))
})

test('a new runbook has the first checks, the limits, the query and room for notes', () => {
  expect(fresh).toContain('1. Which process uses it? top, sorted by CPU.')
  expect(fresh).toContain('| P2 | warning | above 80 % | 15m | nothing |')
  expect(fresh).toContain('instance:cpu:')
  expect(fresh.slice(fresh.indexOf(END))).toContain('## Notes of this shop')
})

test("people's notes stay word for word, whatever is generated above them", () => {
  const notes = '\n\n## Notes of this shop\n\n2026-10-03: it was the thumbnailer. `nice` it.\r\n\n| a | b |\n\n\n   trailing   '
  const outdated = `${BEGIN}\n\n# CpuHigh\n\nabove 70 %, as it once was\n\n${END}${notes}`
  expect(textOf(outdated)).toBe(fresh.slice(0, fresh.indexOf(END) + END.length) + notes)
  expect(textOf(textOf(outdated))).toBe(textOf(outdated))
})

test('notes that were emptied on purpose stay empty', () => {
  expect(textOf(`${BEGIN}\nold\n${END}`).endsWith(END)).toBe(true)
})

test('a text whose end marker was taken away is not lost: it stays below the generated part', () => {
  const mine = '# CpuHigh\n\nWhat we wrote by hand, before there was any generator.\n'
  expect(textOf(mine)).toContain(mine)
})

test('labels stand in a runbook as words, not as templates', () => {
  for (const { path, text } of runbookDocuments(() => undefined)) expect(text, path).not.toContain('{{')
})
