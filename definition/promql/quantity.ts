/** A number with its dimension, in base units, and as a person reads it. */
export interface Quantity<in out U extends string = string> {
  readonly value: number
  readonly unit: U
  /** As the definition wrote it: "2 %", "500 ms". */
  readonly text: string
}

const quantity = <U extends string>(value: number, unit: U, text: string): Quantity<U> => {
  if (!Number.isFinite(value)) throw new TypeError(`${text} is no limit: give a finite number`)
  return Object.freeze({ value, unit, text })
}

/** Divides without the tail that binary fractions leave: 0.1 % is 0.001, not 0.0009999…. */
const exact = (value: number): number => Number(value.toPrecision(12))

const plural = (value: number, word: string): string => `${value} ${word}${value === 1 ? '' : 's'}`

export const percent = (value: number) => quantity(exact(value / 100), 'ratio', `${value} %`)
export const ratio = (value: number) => quantity(value, 'ratio', String(value))
export const milliseconds = (value: number) => quantity(exact(value / 1000), 'seconds', `${value} ms`)
export const seconds = (value: number) => quantity(value, 'seconds', `${value} s`)
export const minutes = (value: number) => quantity(value * 60, 'seconds', plural(value, 'minute'))
export const hours = (value: number) => quantity(value * 3600, 'seconds', plural(value, 'hour'))
export const days = (value: number) => quantity(value * 86_400, 'seconds', plural(value, 'day'))
export const kibibytes = (value: number) => quantity(value * 1024, 'bytes', `${value} KiB`)
export const mebibytes = (value: number) => quantity(value * 1024 ** 2, 'bytes', `${value} MiB`)
export const gibibytes = (value: number) => quantity(value * 1024 ** 3, 'bytes', `${value} GiB`)
export const count = (value: number) => quantity(value, 'count', String(value))
export const money = (value: number) => quantity(value, 'money', String(value))
export const perSecond = (value: number) => quantity(value, 'count per second', `${value}/s`)
export const perMinute = (value: number) => quantity(exact(value / 60), 'count per second', `${value} a minute`)
export const perHour = (value: number) => quantity(exact(value / 3600), 'count per second', `${value} an hour`)
