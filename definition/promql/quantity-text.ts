import type { Quantity } from './quantity.js'
import {
  count,
  days,
  gibibytes,
  hours,
  kibibytes,
  mebibytes,
  milliseconds,
  minutes,
  money,
  percent,
  perHour,
  perMinute,
  perSecond,
  seconds,
} from './quantity.js'

interface Writing {
  readonly pattern: RegExp
  readonly make: (value: number) => Quantity
}

const written = (unit: string, make: (value: number) => unknown): Writing => ({
  pattern: new RegExp(`^(\\d{1,15}(?:\\.\\d{1,12})?) ?${unit}$`),
  make: make as (value: number) => Quantity,
})

const WRITINGS: Readonly<Record<string, readonly Writing[]>> = {
  // a bare number would leave open whether 3 is 3 % or 300 %
  ratio: [written('%', percent)],
  seconds: [
    written('ms', milliseconds),
    written('s', seconds),
    written('minutes?', minutes),
    written('hours?', hours),
    written('days?', days),
  ],
  bytes: [written('KiB', kibibytes), written('MiB', mebibytes), written('GiB', gibibytes)],
  count: [written('', count)],
  money: [written('', money)],
  'count per second': [written('/s', perSecond), written('a minute', perMinute), written('an hour', perHour)],
}

/** How values of a dimension may be written, an example each: "3 ms", "3 s", …; none for a dimension that nobody writes. */
export const writingsOf = (dimension: string): readonly string[] => (WRITINGS[dimension] ?? []).map(({ make }) => make(3).text)

/**
 * Reads a value as the quantities print it.
 *
 * @returns undefined where the text is no value of this dimension.
 * @example quantityFrom('700 ms', 'seconds') // milliseconds(700)
 */
export const quantityFrom = (text: string, dimension: string): Quantity | undefined => {
  for (const { pattern, make } of WRITINGS[dimension] ?? []) {
    const [, value] = pattern.exec(text) ?? []
    if (value !== undefined) return make(Number(value))
  }
  return undefined
}
