import { describe, expect, test } from 'vitest'
import { labelText, numberOf } from '../../../exporter/collectors/business/cells.js'

describe('the text of a label', () => {
  test.each([
    [null, ''],
    ['', ''],
    [7n, '7'],
    [true, 'true'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'no date'],
    [Buffer.from([0, 255]), '\\x00ff'],
    [{ a: 1 }, '{"a":1}'],
    [[1, 'b'], '[1,"b"]'],
    ['x'.repeat(256), 'x'.repeat(256)],
  ])('of %o is %o', (value, text) => {
    expect(labelText(value)).toBe(text)
  })

  test('that is too long is cut, and two that begin alike stay two', () => {
    const [one, two] = ['a', 'b'].map((end) => labelText('x'.repeat(300) + end))
    expect(one).toHaveLength(256)
    expect(one).not.toBe(two)
    expect(labelText('x'.repeat(300) + 'a')).toBe(one)
  })

  test('is not cut through a letter', () => {
    for (const shift of ['', 'x']) expect(labelText(shift + '😀'.repeat(300))).toMatch(/^x?(😀)+…[0-9a-f]{12}$/u)
  })
})

describe('a value', () => {
  test.each([
    [null, undefined],
    ['12.5', 12.5],
    ['-1e3', -1000],
    ['9007199254740993', 9_007_199_254_740_992],
    [`1${'0'.repeat(400)}`, Infinity],
    ['NaN', Number.NaN],
    ['-Infinity', -Infinity],
    [true, 1],
    [5n, 5],
  ])('of %o is %o', (value, number) => {
    expect(numberOf(value, 'n')).toEqual(number)
  })

  test.each([[''], [' '], ['0x1f'], ['1,5'], [new Date(0)], [[]], [[5]], [{}], [Buffer.from('1')], [Symbol('n')]])(
    'is not made of %j',
    (value) => {
      expect(() => numberOf(value, 'n')).toThrow('the column "n" gives what is no number; cast it in the SQL')
    },
  )
})
