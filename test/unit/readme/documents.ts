/** What README and docs/ claim, in a shape that tests can run: commands, quotes of code, tables, links. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..', '..')

export interface Block {
  readonly file: string
  readonly language: string
  readonly text: string
  /** What the comment of HTML right before the block says: `from FILE` or `edit FILE`. */
  readonly marker: string
}

/** README and the pages of docs/ that people wrote. */
export const documents: readonly string[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'benchmarks.md')
    .map((name) => `docs/${name}`)
    .toSorted(),
]

export const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

const FENCED = /^(?: *<!-- (?<marker>[^\n]+) -->\n)?(?<indent> *)```(?<language>\w+)\n(?<text>.*?)\n\k<indent>```$/gms

/** The fenced blocks of a document; the indentation of the list they stand in is taken off. */
export const blocksOf = (file: string): readonly Block[] =>
  [...read(file).matchAll(FENCED)].map(({ groups: { marker = '', indent = '', language = '', text = '' } = {} }) => ({
    file,
    language,
    marker,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))

const PROGRAMS = /^(?:npm|npx|node|docker|curl|plimsoll|\.\/\S+\.sh) \S|^\.\/\S+\.sh$/

const inlineCommands = (file: string): readonly string[] =>
  [
    ...read(file)
      .replaceAll(FENCED, '')
      .matchAll(/`([^`\n]+)`/g),
  ]
    .map(([, code = '']) => code)
    .filter((code) => PROGRAMS.test(code))

const blockCommands = (file: string): readonly string[] =>
  blocksOf(file)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))

/** Every command that a document tells its reader to run, each once. */
export const commandsOf = (file: string): readonly string[] => [...new Set([...blockCommands(file), ...inlineCommands(file)])]

/** Cells of every table row of a document whose first cell matches. */
export const rowsOf = (file: string, first: RegExp): readonly (readonly string[])[] =>
  read(file)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
    .filter(([cell = '']) => first.test(cell))
