/**
 * Numbers written as bytes. String(value) makes a text that is thrown away at once; whole numbers and those of up to six
 * decimals, which most measurements are, need none.
 */
import { showValue } from './text.js'

/** More than any number takes. */
export const LONGEST_VALUE = 32

const [ZERO, MINUS, POINT] = [48, 45, 46]
const LOW = 1e9
const MICRO = 1e6

const widthOf = (value: number): number => {
  let width = 1
  for (let bound = 10; bound <= value; bound *= 10) width += 1
  return width
}

/** The digits of a number under 2^31, with zeros before it up to the width; gives the offset behind them. */
const writeDigits = (bytes: Uint8Array, at: number, value: number, width: number): number => {
  let rest = value | 0
  for (let place = at + width - 1; place >= at; place -= 1) {
    const tens = (rest / 10) | 0
    bytes[place] = ZERO + rest - tens * 10
    rest = tens
  }
  return at + width
}

const writeWhole = (bytes: Uint8Array, at: number, value: number): number => {
  if (value < LOW) return writeDigits(bytes, at, value, widthOf(value))
  const high = Math.floor(value / LOW)
  return writeDigits(bytes, writeDigits(bytes, at, high, widthOf(high)), value - high * LOW, 9)
}

/** Millionths as a decimal without zeros at its end. */
const writeMillionths = (bytes: Uint8Array, at: number, millionths: number): number => {
  const whole = Math.floor(millionths / MICRO)
  const point = writeWhole(bytes, at, whole)
  bytes[point] = POINT
  let end = writeDigits(bytes, point + 1, millionths - whole * MICRO, 6)
  while (bytes[end - 1] === ZERO) end -= 1
  return end
}

const writeText = (bytes: Uint8Array, at: number, text: string): number => {
  for (let index = 0; index < text.length; index += 1) bytes[at + index] = text.charCodeAt(index)
  return at + text.length
}

/**
 * Writes what showValue gives; gives the offset behind it.
 *
 * A number of at most 15 digits that reads back as the value is its shortest decimal: two different decimals of 15 digits
 * never read as the same double.
 */
export const writeValue = (bytes: Uint8Array, at: number, value: number): number => {
  const size = value < 0 ? -value : value
  const millionths = Math.round(size * MICRO)
  const isWhole = Number.isSafeInteger(size)
  if (!isWhole && !(millionths < 1e15 && millionths / MICRO === size)) return writeText(bytes, at, showValue(value))
  let start = at
  if (value < 0) bytes[start++] = MINUS
  return isWhole ? writeWhole(bytes, start, size) : writeMillionths(bytes, start, millionths)
}
