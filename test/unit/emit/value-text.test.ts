import { expect, test } from 'vitest'
import { valueTemplate, valueText } from '../../../generator/emit/value-text.js'
import { VALUE_TABLE } from './value-table.js'

test.each(VALUE_TABLE)('%s %d is written %s', (unit, value, text) => {
  expect(valueText(unit, value)).toBe(text)
})

test('every unit has its template, and an unknown one is a plain number', () => {
  expect(['ratio', 'seconds', 'bytes', 'count per second', 'money'].map(valueTemplate)).toEqual([
    '{{ $value | humanizePercentage }}',
    '{{ $value | humanizeDuration }}',
    '{{ $value | humanize1024 }}B',
    '{{ $value | humanize }}/s',
    '{{ $value | humanize }}',
  ])
})
