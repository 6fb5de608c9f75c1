/**
 * Some lines of a page that are rendered together. Their text is kept; the next rendering is that text with the values
 * that changed written anew, and the very same bytes where none did. So a scrape costs what has changed.
 */
import { Buffer } from 'node:buffer'
import { LONGEST_VALUE, writeValue } from './digits.js'

/** How the numbers of a series become its lines. */
export interface Shape {
  /** Numbers that a series keeps. */
  readonly width: number
  /** Lines that it shows. */
  readonly lines: number
  /** Puts the line values of `series` series into `into`; left away where the numbers are the line values. */
  readonly spread?: (numbers: Float64Array, series: number, into: Float64Array) => void
}

export interface Block {
  readonly numbers: Float64Array
  /** What the text of each line says. */
  readonly shown: Float64Array
  /** Where the text of each value begins and ends. */
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  series: number
  /** Lines that have a text. */
  lines: number
  /** What stands before the value in lines that have none yet. */
  pending: string[]
  /** Never written to again once it was given away. */
  bytes: Buffer
  /** Bytes before the first line. */
  readonly preamble: number
}

const NOTHING = Buffer.alloc(0)

/** @param preamble stands before the first line. */
export const createBlock = ({ width, lines }: Shape, capacity: number, preamble: string): Block => ({
  numbers: new Float64Array(capacity * width),
  shown: new Float64Array(capacity * lines),
  starts: new Uint32Array(capacity * lines),
  ends: new Uint32Array(capacity * lines),
  series: 0,
  lines: 0,
  pending: [],
  bytes: preamble === '' ? NOTHING : Buffer.from(preamble),
  preamble: Buffer.byteLength(preamble),
})

/** Whether two values print alike; NaN is like NaN. */
const alike = (one: number, other: number): boolean => one === other || (one !== one && other !== other)

/* One scratch for all blocks, since no rendering is left half done. Its first half takes the new text, its second half
 * the old one: copying within one array is several times as fast as from one into another. */
let scratch = Buffer.allocUnsafeSlow(2 ** 18)
let lineValues = new Float64Array(2 ** 12)

const reserve = (half: number): void => {
  if (scratch.length < 2 * half) scratch = Buffer.allocUnsafeSlow(2 * half)
}

const valuesOf = (block: Block, { lines, spread }: Shape): Float64Array => {
  if (spread === undefined) return block.numbers
  if (lineValues.length < block.series * lines) lineValues = new Float64Array(block.series * lines)
  spread(block.numbers, block.series, lineValues)
  return lineValues
}

const firstChange = ({ shown, lines }: Block, values: Float64Array): number => {
  for (let line = 0; line < lines; line += 1) if (!alike(values[line] ?? 0, shown[line] ?? 0)) return line
  return lines
}

/** Writes the old text with the new values into the first half; gives its length. */
const rewrite = (block: Block, values: Float64Array, first: number, half: number): number => {
  const { shown, starts, ends, lines, bytes } = block
  if (first === lines) {
    scratch.set(bytes)
    return bytes.length
  }
  scratch.set(bytes, half)
  let from = 0
  let at = 0
  for (let line = first; line < lines; line += 1) {
    const start = starts[line] ?? 0
    const end = ends[line] ?? 0
    const value = values[line] ?? 0
    if (alike(value, shown[line] ?? 0)) {
      starts[line] = start + at - from
      ends[line] = end + at - from
      continue
    }
    scratch.copyWithin(at, half + from, half + start)
    at += start - from
    starts[line] = at
    at = writeValue(scratch, at, value)
    ends[line] = at
    shown[line] = value
    from = end
  }
  scratch.copyWithin(at, half + from, half + bytes.length)
  return at + bytes.length - from
}

/** Writes the lines that have no text yet behind the others; gives the length of all. */
const append = (block: Block, values: Float64Array, length: number): number => {
  let at = length
  for (const prefix of block.pending) {
    const value = values[block.lines] ?? 0
    at += scratch.write(prefix, at)
    scratch[at++] = 32
    block.starts[block.lines] = at
    at = writeValue(scratch, at, value)
    block.ends[block.lines] = at
    block.shown[block.lines] = value
    scratch[at++] = 10
    block.lines += 1
  }
  block.pending = []
  return at
}

/** The text of the block as it stands now: the same bytes as last time where nothing changed. */
export const renderBlock = (block: Block, shape: Shape): Buffer => {
  const values = valuesOf(block, shape)
  const first = firstChange(block, values)
  if (first === block.lines && block.pending.length === 0) return block.bytes
  const prefixes = block.pending.reduce((sum, prefix) => sum + prefix.length * 3, 0)
  const half = block.bytes.length + prefixes + (block.lines + block.pending.length) * (LONGEST_VALUE + 2)
  reserve(half)
  const length = append(block, values, rewrite(block, values, first, half))
  const bytes = Buffer.allocUnsafeSlow(length)
  bytes.set(scratch.subarray(0, length))
  block.bytes = bytes
  return bytes
}

/** Takes away every series but the first ones. */
export const truncateBlock = (block: Block, { lines }: Shape, series: number): void => {
  const left = series * lines
  block.series = series
  block.pending = block.pending.slice(0, Math.max(0, left - block.lines))
  if (left >= block.lines) return
  const end = left === 0 ? block.preamble : (block.ends[left - 1] ?? 0) + 1
  block.bytes = block.bytes.subarray(0, end)
  block.lines = left
}
