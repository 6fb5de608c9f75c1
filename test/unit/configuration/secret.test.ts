import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format, inspect } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { readSecret, reveal, secret, UsageError } from '../../../configuration/index.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-secret-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const source = { key: 'password_file', where: 'site.yaml:7', environment: {} }

describe('a secret', () => {
  const hidden = secret('hunter2')

  test('is printed by nothing', () => {
    const printed = [
      String(hidden),
      `${hidden.toString()}`,
      JSON.stringify({ hidden }),
      inspect(hidden, { showHidden: true, depth: 9 }),
      inspect({ hidden }),
      format('%o %O %j %s', hidden, hidden, hidden, hidden),
      JSON.stringify(Object.getOwnPropertyDescriptors(hidden)),
      JSON.stringify(structuredClone({ ...hidden, toString: 0, toJSON: 0, [inspect.custom]: 0 })),
    ]
    for (const text of printed) expect(text).not.toContain('hunter2')
    expect(printed[0]).toBe('[secret]')
    expect(printed[2]).toBe('{"hidden":"[secret]"}')
  })

  test('is given back by reveal alone', () => {
    expect(reveal(hidden)).toBe('hunter2')
    expect(() => reveal({ ...hidden })).toThrow(TypeError)
  })

  test('cannot be changed', () => {
    expect(Object.isFrozen(hidden)).toBe(true)
  })
})

describe('readSecret', () => {
  test('takes a file without its closing line end', () => {
    expect(reveal(readSecret({ ...source, file: write('one', ' pass word \n') }) ?? secret(''))).toBe(' pass word ')
  })

  test('takes an environment variable', () => {
    expect(reveal(readSecret({ ...source, variable: 'PW', environment: { PW: 'x' } }) ?? secret(''))).toBe('x')
  })

  test('takes an empty name as none', () => {
    expect(readSecret({ ...source, file: '', variable: undefined })).toBeUndefined()
  })

  test.each([
    ['missing', () => join(folder, 'nowhere'), 'does not exist'],
    ['empty', () => write('empty', '\n'), 'is empty'],
    ['a folder', () => folder, 'is a directory'],
    ['huge', () => write('huge', 'x'.repeat(70_000)), 'is too large for a secret'],
  ])('says of a file that is %s what to do', (_, path, problem) => {
    const file = path()
    expect(() => readSecret({ ...source, file })).toThrow(
      new UsageError(
        `site.yaml:7: the file ${file} that password_file names ${problem}; put the secret alone into a file that this user may read.`,
      ),
    )
  })

  test('says which variable is not set', () => {
    expect(() => readSecret({ ...source, key: 'password_variable', variable: 'PW' })).toThrow(
      'site.yaml:7: the environment variable PW that password_variable names is not set; set it or use a file.',
    )
  })

  test('refuses both at once', () => {
    expect(() => readSecret({ ...source, file: 'a', variable: 'B' })).toThrow(
      /names both a file and an environment variable; keep one of them\.$/,
    )
  })
})
