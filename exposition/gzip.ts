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
const ENOUGH = 12_000

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
  const known = first && kept.get(first)
  if (known?.parts.length === parts.length && known.parts.every((part, index) => part === parts[index])) return known
  const text = first && parts.length === 1 ? first : Buffer.concat(parts)
  const bytes = deflateRawSync(text, { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 4096 })
  const packed = { parts, bytes, length: text.length, checksum: crc32(text), shift: shiftOf(text.length) }
  if (first) kept.set(first, packed)
  return packed
}

function* groups(parts: readonly Buffer[]): Generator<readonly Buffer[]> {
  let group: Buffer[] = []
  let size = 0
  for (const part of parts) {
    group.push(part)
    size += part.length
    if (size < ENOUGH) continue
    yield group
    group = []
    size = 0
  }
  if (group.length > 0) yield group
}

/** Packs a page that renderStores gave; a step a group. */
export function* gzipParts(parts: readonly Buffer[]): Steps<readonly Buffer[]> {
  const packed: Buffer[] = [HEAD]
  let checksum = 0
  let length = 0
  for (const group of groups(parts)) {
    const piece = pack(group)
    packed.push(piece.bytes)
    checksum = joinChecksums(checksum, piece.checksum, piece.shift)
    length += piece.length
    yield
  }
  const tail = Buffer.from([...LAST, 0, 0, 0, 0, 0, 0, 0, 0])
  tail.writeUInt32LE(checksum, 2)
  tail.writeUInt32LE(length % 2 ** 32, 6)
  return [...packed, tail]
}
