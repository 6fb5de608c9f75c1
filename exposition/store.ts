import { createBlock, renderBlock, truncateBlock, type Block, type Shape } from './block.js'
import type { Steps } from './slices.js'
import { headText, seriesKey, type Head } from './text.js'

/**
 * Lines that are rendered and packed together. With 128 a changed line of a packed page costs an eighth more, with 64 the page
 * is a tenth larger.
 */
const LINES = 96

/** Where the numbers of one series stand: `numbers[at]` and those behind it. Writing them is all that it takes. */
export interface Slot {
  readonly numbers: Float64Array
  readonly at: number
}

/** Every series of one family, in the order in which they were added. */
export interface Store {
  readonly length: () => number
  /** Adds a series by what stands before the value in each of its lines, such as `pg_up{target="shop"}`. */
  readonly add: (...keys: readonly string[]) => Slot
  /** Takes away every series but the first ones; slots of the others must not be written to any more. */
  readonly truncate: (length: number) => void
  /** Sets the values of all series, of families with one number a series. */
  readonly write: (values: Float64Array) => void
  readonly blocks: () => number
  /** The text of one block, which never changes afterwards. */
  readonly render: (block: number) => Buffer
}

const SCALAR: Shape = { width: 1, lines: 1 }

/** By a counted loop: most families have a handful of series, and a view of the values for each block costs more than they do. */
const writeValues = (blocks: readonly Block[], capacity: number, values: Float64Array): void => {
  let from = 0
  for (const { numbers, series } of blocks) {
    for (let at = 0; at < series; at += 1) numbers[at] = values[from + at] ?? Number.NaN
    from += capacity
  }
}

/** A store of any shape; scalarStore and histogramStore make the usual ones. */
const createStore = (head: Head, shape: Shape): Store => {
  const capacity = Math.max(1, Math.floor(LINES / shape.lines))
  const first = createBlock(shape, capacity, headText(head))
  const blocks: Block[] = [first]
  const lastBlock = (): Block => {
    const last = blocks.at(-1) ?? first
    if (last.series < capacity) return last
    const fresh = createBlock(shape, capacity, '')
    blocks.push(fresh)
    return fresh
  }
  return Object.freeze({
    length: () => (blocks.length - 1) * capacity + (blocks.at(-1)?.series ?? 0),
    add: (...keys: readonly string[]) => {
      const block = lastBlock()
      const at = block.series * shape.width
      block.numbers.fill(0, at, at + shape.width)
      block.pending.push(...keys)
      block.series += 1
      return { numbers: block.numbers, at }
    },
    truncate: (length: number) => {
      const kept = Math.max(1, Math.ceil(length / capacity))
      if (kept > blocks.length) return
      blocks.length = kept
      const last = blocks.at(-1) ?? first
      const left = length - (kept - 1) * capacity
      if (left < last.series) truncateBlock(last, shape, left)
    },
    write: (values: Float64Array) => writeValues(blocks, capacity, values),
    blocks: () => blocks.length,
    render: (index: number) => renderBlock(blocks[index] ?? first, shape),
  } satisfies Store)
}

/** The series of a counter or a gauge: one number, one line. */
export const scalarStore = (head: Head): Store => createStore(head, SCALAR)

/** Counts under each bound, the one above all bounds, and the sum become cumulated buckets, sum and count. */
const cumulate =
  (width: number): NonNullable<Shape['spread']> =>
  (numbers, series, into) => {
    let line = 0
    for (let at = 0; at < series * width; at += width) {
      let total = 0
      for (let index = at; index < at + width - 1; index += 1) {
        total += numbers[index] ?? 0
        into[line++] = total
      }
      into[line++] = numbers[at + width - 1] ?? 0
      into[line++] = total
    }
  }

/** The series of a histogram: a count a bound, one for what lies above all of them, and the sum. */
export const histogramStore = (head: Head, bounds: readonly number[]): Store => {
  const width = bounds.length + 2
  return createStore(head, { width, lines: bounds.length + 3, spread: cumulate(width) })
}

/** What stands before the values of one series of a histogram, in the order of its lines. */
export const histogramKeys = (
  name: string,
  bounds: readonly number[],
  labelNames: readonly string[],
  labels: Readonly<Record<string, string>>,
): readonly string[] => [
  ...[...bounds.map(String), '+Inf'].map((le) => seriesKey(`${name}_bucket`, [...labelNames, 'le'], { ...labels, le })),
  seriesKey(`${name}_sum`, labelNames, labels),
  seriesKey(`${name}_count`, labelNames, labels),
]

/** Blocks that are rendered in one step; a hundred microseconds each where every value is new. */
const STEP = 4

/** The text of many families as a list of buffers, which never change afterwards. */
export function* renderStores(stores: Iterable<Store>): Steps<readonly Buffer[]> {
  const parts: Buffer[] = []
  for (const store of stores)
    for (let block = 0; block < store.blocks(); block += 1) {
      parts.push(store.render(block))
      if (parts.length % STEP === 0) yield
    }
  return parts
}
