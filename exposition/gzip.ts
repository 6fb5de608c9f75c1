/**
 * A page as one gzip member whose deflate blocks are kept from scrape to scrape: a part that did not change is not
 * compressed again. One member and not one a part, which RFC 1952 allows too: Chromium shows the first member alone and
 * curl takes a second one for an error.
 */
import { Buffer } from 'node:buffer'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import { joinChecksums, shiftOf } from './checksum.js'
import type { Steps } from './slices.js'

/** Bytes from which on parts are compressed alone; smaller ones are joined, since each block starts without a memory. */
const ENOUGH = 9000

/** Bytes that zlib writes into at a time: a group takes less, and a new buffer of 16 KB for each costs a quarter of the work. */
const CHUNK = 4096

/** Groups that are looked at in one step. */
const MANY = 256

interface Packed {
  readonly parts: readonly Buffer[]
  readonly bytes: Buffer
  readonly length: number
  readonly checksum: number
  readonly shift: number
}

/** By the first of its parts, which goes when the page has it no more. */
const kept = new WeakMap<Buffer, Packed>()

const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
/** A last deflate block with nothing in it. */
const LAST = [3, 0]

const pack = (parts: readonly Buffer[]): Packed => {
  const [first] = parts
  const text = first && parts.length === 1 ? first : Buffer.concat(parts)
  const bytes = deflateRawSync(text, { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_SYNC_FLUSH, chunkSize: CHUNK })
  const packed = { parts, bytes, length: text.length, checksum: crc32(text), shift: shiftOf(text.length) }
  if (first) kept.set(first, packed)
  return packed
}

/** What was kept of the parts from one on up to another, if it is of these. */
const keptOf = (parts: readonly Buffer[], from: number, to: number): Packed | undefined => {
  const first = parts[from]
  const known = first && kept.get(first)
  if (known?.parts.length !== to - from) return undefined
  for (let index = from + 1; index < to; index += 1) if (known.parts[index - from] !== parts[index]) return undefined
  return known
}

/** Up to where the parts from this one on are compressed together. */
const groupEnd = (parts: readonly Buffer[], from: number): number => {
  let size = 0
  let to = from
  while (to < parts.length && size < ENOUGH) {
    size += parts[to]?.length ?? 0
    to += 1
  }
  return to
}

const tailOf = (checksum: number, length: number): Buffer => {
  const tail = Buffer.from([...LAST, 0, 0, 0, 0, 0, 0, 0, 0])
  tail.writeUInt32LE(checksum, LAST.length)
  tail.writeUInt32LE(length % 2 ** 32, LAST.length + 4)
  return tail
}

/** Packs a page that renderStores gave; a step a group that is compressed, or many that are kept. */
export function* gzipParts(parts: readonly Buffer[]): Steps<readonly Buffer[]> {
  const packed: Buffer[] = [HEAD]
  let checksum = 0
  let length = 0
  for (let from = 0; from < parts.length;) {
    const to = groupEnd(parts, from)
    const known = keptOf(parts, from, to)
    const piece = known ?? pack(parts.slice(from, to))
    packed.push(piece.bytes)
    checksum = joinChecksums(checksum, piece.checksum, piece.shift)
    length += piece.length
    from = to
    if (known === undefined || packed.length % MANY === 0) yield
  }
  packed.push(tailOf(checksum, length))
  return packed
}
