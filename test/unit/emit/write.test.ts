import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { differences, writeDifferences } from '../../../generator/emit/index.js'
import type { Document } from '../../../generator/emit/index.js'

const OWNED = ['prometheus']

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-write-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const files = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [file.slice(root.length + 1), readFileSync(file, 'utf8')]),
  )

const generate = (documents: readonly Document[]): void => writeDifferences(root, differences(root, documents, OWNED))

describe('documents', () => {
  test('are written whole, with the folders they need', () => {
    generate([{ path: 'prometheus/rules/http.yml', text: 'groups: []\n' }])
    expect(files()).toEqual({ 'prometheus/rules/http.yml': 'groups: []\n' })
  })

  test('that are as they were are no difference', () => {
    put('prometheus/a.yml', 'same')
    expect(differences(root, [{ path: 'prometheus/a.yml', text: 'same' }], OWNED)).toEqual([])
  })

  test('that are not generated any more are removed, and only from the folders that generate owns', () => {
    put('prometheus/rules/old.yml', 'old')
    put('docs/runbooks/Old.md', 'what people wrote')
    generate([{ path: 'prometheus/rules/new.yml', text: 'new' }])
    expect(files()).toEqual({ 'docs/runbooks/Old.md': 'what people wrote', 'prometheus/rules/new.yml': 'new' })
  })

  test('are all left alone when one of them cannot be written, and nothing is left beside them', () => {
    put('prometheus/a.yml', 'old a')
    put('prometheus/gone.yml', 'old')
    put('docs', 'a file where a folder must be')
    const before = files()
    const documents = [
      { path: 'prometheus/a.yml', text: 'new a' },
      { path: 'prometheus/b.yml', text: 'new b' },
    ]
    const changes = [
      ...differences(root, documents, OWNED),
      { path: 'docs/runbooks/A.md', onDisk: undefined, generated: 'it cannot be put there' },
    ]
    expect(() => writeDifferences(root, changes)).toThrow(/ENOTDIR|EEXIST/)
    expect(files()).toEqual(before)
  })
})

describe('plimsoll generate', () => {
  const main = join(import.meta.dirname, '../../../dist/cli/main.js')
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'generate', ...args, '--into', root], { encoding: 'utf8' })
    return { status, stdout, stderr }
  }

  test('--check on an empty folder exits with 1 and writes nothing', () => {
    const { status, stdout } = run('--check')
    expect(status).toBe(1)
    expect(stdout).toContain('documents differ from the definition: run plimsoll generate and commit them')
    expect(files()).toEqual({})
  })

  test('--check shows a changed line, a missing file and one too many as a diff; generate mends them', () => {
    expect(run().status).toBe(0)
    const asGenerated = files()
    expect(run('--check')).toEqual({ status: 0, stdout: 'all documents are as the definition says\n', stderr: '' })

    const path = 'alertmanager/alertmanager.yml'
    put(path, (asGenerated[path] ?? '').replace('repeat_interval: 50s', 'repeat_interval: 50h'))
    rmSync(join(root, 'docs/runbooks/CpuHigh.md'))
    put('prometheus/rules/mine.yml', 'groups: []\n')
    const { status, stdout } = run('--check')
    expect(status).toBe(1)
    expect(stdout).toContain('-      repeat_interval: 50h\n+      repeat_interval: 50s\n')
    expect(stdout).toMatch(/--- docs\/runbooks\/CpuHigh\.md\s+not there\n/)
    expect(stdout).toMatch(/\+\+\+ prometheus\/rules\/mine\.yml\s+not generated\n/)
    expect(stdout).toContain('3 documents differ')
    expect(existsSync(join(root, 'docs/runbooks/CpuHigh.md'))).toBe(false)

    expect(JSON.parse(run('--json').stdout)).toEqual([
      { path, is: 'changed' },
      { path: 'docs/runbooks/CpuHigh.md', is: 'new' },
      { path: 'prometheus/rules/mine.yml', is: 'removed' },
    ])
    expect(files()).toEqual(asGenerated)
  })
})
