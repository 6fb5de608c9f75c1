import { describe, expect, test } from 'vitest'
import { durationSchema, parseLocatedYaml, parseYaml, schemaOf, UsageError } from '../../../configuration/index.js'

const schema = schemaOf({
  type: 'object',
  additionalProperties: false,
  properties: {
    host: { type: 'string', minLength: 1 },
    port: { type: 'integer', minimum: 1, maximum: 65_535 },
    level: { enum: ['quiet', 'loud'] },
    wait: durationSchema,
    password_url: { type: 'string', pattern: '^https:' },
    secure: { type: 'boolean' },
    rows: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { name: { type: 'string' }, sql: { type: 'string' } },
        required: ['name'],
      },
    },
  },
  required: ['host'],
})

const file = 'site.yaml'
const read = (text: string, environment = {}) => parseYaml(text, { file, schema, environment })

const sentence = (text: string, environment = {}): string => {
  try {
    read(text, environment)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as UsageError).message
  }
  throw new Error('nothing was refused')
}

describe('a mistake in a YAML file is one sentence with file, line, key and remedy', () => {
  test.each([
    ['host: a\nporrt: 1', 'site.yaml:2: "porrt" is no key that is known here; write "port".'],
    [
      'host: a\nzzzzzzzz: 1',
      'site.yaml:2: "zzzzzzzz" is no key that is known here; use one of host, port, level, wait, password_url, secure, rows.',
    ],
    ['port: 1', 'site.yaml:1: the file has no key "host"; add it.'],
    ['host: a\n\nport: high', 'site.yaml:3: port is "high"; write a whole number.'],
    ['host: a\nport: 70000', 'site.yaml:2: port is 70000; write a number of at most 65535.'],
    ['host: a\nport:', 'site.yaml:2: port is empty; write a whole number.'],
    ['host: a\nlevel: noisy', 'site.yaml:2: level is "noisy"; write one of quiet, loud.'],
    ['host: a\nwait: 5', 'site.yaml:2: wait is 5; write a duration such as 500ms, 30s, 5m or 1h.'],
    ['host: a\nwait: 5 s', 'site.yaml:2: wait is "5 s"; write a duration such as 500ms, 30s, 5m or 1h.'],
    ['host: ""', 'site.yaml:1: host is ""; write text that is not empty.'],
    ['host: a\nrows: []', 'site.yaml:2: rows is a list; write a list that is not empty.'],
    ['host: a\nrows:\n  - name: x\n  - sql: y', 'site.yaml:4: rows[1] has no key "name"; add it.'],
    ['host: a\nrows:\n  - name: x\n    sqll: y', 'site.yaml:4: "rows[0].sqll" is no key that is known here; write "sql".'],
    ['- a', 'site.yaml:1: the file is a list; write a group of keys.'],
    ['', 'site.yaml:1: the file is empty; write a group of keys.'],
  ])('%j', (text, expected) => {
    expect(sentence(text)).toBe(expected)
  })

  test.each([
    ['host: a\nhost: b', 'site.yaml:2: the YAML cannot be read (Map keys must be unique); mend the line or the one before it.'],
    ['host: [a', /^site\.yaml:1: the YAML cannot be read \(.+\); mend the line or the one before it\.$/],
    ['host: a\n\tport: 1', /^site\.yaml:\d: the YAML cannot be read \(.+\); mend the line or the one before it\.$/],
    ['host: *nobody', 'site.yaml:1: an alias cannot be used (Unresolved alias'],
  ])('that cannot be parsed: %j', (text, expected) => {
    expect(sentence(text)).toMatch(expected)
    expect(sentence(text)).not.toContain('\n')
  })

  test('the first mistake in the file is told first', () => {
    expect(sentence('host: a\nport: x\nlevel: y')).toMatch(/^site\.yaml:2: port/)
    expect(sentence('host: a\nlevel: y\nport: x')).toMatch(/^site\.yaml:2: level/)
  })

  test('a file of more than 1 MB is refused before it is read', () => {
    expect(sentence(`host: ${'a'.repeat(1_000_001)}`)).toBe('site.yaml: the file is larger than 1 MB; split it.')
  })

  test('aliases that multiply do not fill the memory', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index]},`.repeat(9)}]`),
    ]
    expect(sentence(bomb.join('\n'))).toMatch(/^site\.yaml:2: an alias cannot be used \(Excessive alias count/)
  })
})

describe('environment variables', () => {
  test('are put in, and a plain number stays a number', () => {
    expect(read('host: ${H}\nport: ${P}', { H: 'db', P: '80' })).toEqual({ host: 'db', port: 80 })
  })

  test('in quotes stay text', () => {
    expect(read('host: "${H}"', { H: '80' })).toEqual({ host: '80' })
  })

  test('have defaults, also an empty one', () => {
    expect(read('host: ${H:-localhost}\nport: ${P:-90}', {})).toEqual({ host: 'localhost', port: 90 })
    expect(read('host: a${H:-}', {})).toEqual({ host: 'a' })
  })

  test('that are missing are named with the line', () => {
    expect(sentence('port: 1\nhost: ${HOST}')).toBe(
      'site.yaml:2: the environment variable HOST is not set; set it or write a default as ${HOST:-default}.',
    )
  })

  test('cannot add YAML of their own', () => {
    expect(read('host: ${H}', { H: 'x\nport: 1' })).toEqual({ host: 'x\nport: 1' })
  })

  test('are not expanded a second time', () => {
    expect(read('host: ${H}', { H: '${P}', P: 'secret' })).toEqual({ host: '${P}' })
  })

  test('are plain text after a second dollar, and in keys', () => {
    expect(read('host: $${H}', {})).toEqual({ host: '${H}' })
    expect(sentence('host: a\n${H}: 1', { H: 'port' })).toMatch(/"\$\{H\}" is no key/)
  })

  test('are shown by no error, for they may hold a password', () => {
    expect(sentence('host: a\nport: ${P}', { P: 'hunter2' })).toBe('site.yaml:2: port is not what is wanted; write a whole number.')
  })

  test('a value under a key that may hold a password is shown by no error either', () => {
    expect(sentence('host: a\npassword_url: http://me:hunter2@x')).not.toContain('hunter2')
  })
})

describe('places', () => {
  const text = 'host: a\nrows:\n  - name: x\n    sql: |\n      SELECT 1\n        FROM t\n  - name: y\n    sql: SELECT 2\n'
  const located = parseLocatedYaml(text, { file, schema })

  test('a key has its line', () => {
    expect(located.where(['rows', 0, 'sql'])).toBe('site.yaml:4')
    expect(located.where(['rows', 1])).toBe('site.yaml:7')
  })

  test('a key that is not written has its parent’s line', () => {
    expect(located.where(['rows', 1, 'timeout'])).toBe('site.yaml:7')
    expect(located.where(['nothing', 'here'])).toBe('site.yaml:1')
  })

  test('a line of a block of text has its own', () => {
    expect(located.whereLine(['rows', 0, 'sql'], 1)).toBe('site.yaml:6')
    expect(located.whereLine(['rows', 1, 'sql'], 0)).toBe('site.yaml:8')
  })
})
