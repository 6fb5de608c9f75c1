import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const project = join(import.meta.dirname, '..', '..', '..')
const folder = join(project, 'test', 'types', 'mistakes')
const compiler = join(project, 'node_modules', '.bin', 'tsc')

const compiled = spawnSync(compiler, ['-p', join(project, 'test', 'types'), '--pretty', 'false'], { cwd: project, encoding: 'utf8' })

/** What the compiler says of one file: its own lines and those indented under them. */
const saidOf = (file: string): string =>
  compiled.stdout
    .split(/\n(?=\S)/)
    .filter((message) => message.includes(`/${file}(`))
    .join('\n')

const mistakes = readdirSync(folder)

test('the compiler ran and refused something', () => {
  expect(compiled.error).toBeUndefined()
  expect(compiled.status).not.toBe(0)
  expect(mistakes.length).toBeGreaterThanOrEqual(20)
})

test.each(mistakes)('%s does not compile, and the compiler says why', (file) => {
  const [, sentence] = /^\/\/ says: (.*)$/m.exec(readFileSync(join(folder, file), 'utf8')) ?? []
  expect(sentence).toBeTruthy()
  expect(saidOf(file)).toContain(sentence)
})

test('every file fails for its one mistake alone', () => {
  for (const file of mistakes) expect(saidOf(file).match(/error TS/g), file).toHaveLength(1)
})
