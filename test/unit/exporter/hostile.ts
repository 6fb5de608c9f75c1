/** What people and programs put where a name was expected. */
import { pick, textOf } from './random.js'

const LETTERS = 'ab1 _-:.,;"\'\\{}[]()=<>#&*!|%@`~?/\n\r\t\0\u0001\u001b\u007f\u0085\u00a0\u2028\u2029\ufeff\ufffeé☃𝒳😀\ud800\udc00'
const WORDS = [
  '',
  ' ',
  '\n',
  'other',
  'NaN',
  '+Inf',
  'null',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'le',
  'a"} 1\nup 0',
  'x{y="z"} 5',
  '# HELP a b',
  '# TYPE pg_up counter',
  '\\',
  '\\n',
  '"',
  '${HOME}',
  '${',
  "'; DROP TABLE orders; --",
  '../../etc/passwd',
  '1e400',
  '-0',
  '0x10',
  '٣',
  'ＦＵＬＬ',
  '\u202eabc',
  '👩‍👩‍👧‍👦'.repeat(3),
] as const

export const hostileText = (random: () => number): string => {
  const kind = random()
  if (kind < 0.4) return pick(random, WORDS)
  if (kind < 0.45) return pick(random, ['a', '"', '\\', '\n', '😀']).repeat(Math.floor(random() * 5000))
  return textOf(random, LETTERS, 12)
}

const TEXTS = ['NaN', 'Infinity', '-Infinity', '12345678901234567890', `1${'0'.repeat(400)}`, '0.1', '', ' ', '1e5', '0x1f', 'one'] as const
const NUMBERS = [Number.NaN, Infinity, -Infinity, -0, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE] as const

/** Values of every type that a driver may hand out for a column. */
export const hostileValue = (random: () => number): unknown => {
  const makers: readonly (() => unknown)[] = [
    () => null,
    () => undefined,
    () => Math.floor(random() * 1000),
    () => -random() * 1e300,
    () => pick(random, NUMBERS),
    () => pick(random, TEXTS),
    () => hostileText(random),
    () => random() < 0.5,
    () => pick(random, [new Date(0), new Date(8.64e15), new Date(Number.NaN)]),
    () => Buffer.from(hostileText(random)),
    () => [1, null, hostileText(random)],
    () => ({ a: hostileText(random), toString: 'not a function' }),
    () => Object.create(null),
    () => BigInt(Math.floor(random() * 1e15)) ** 5n,
    () => Symbol('label'),
  ]
  return pick(random, makers)()
}
