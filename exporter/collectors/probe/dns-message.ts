/** Numbers of RFC 1035 and its successors. */
const TYPES: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  ANY: 255,
  CAA: 257,
}
const CODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const
const INTERNET = 1
const HEADER_BYTES = 12

export interface DnsQuestion {
  readonly id: number
  readonly name: string
  readonly type: string
  readonly isRecursive: boolean
}

/** The head of an answer: its records are counted and not read. */
export interface DnsAnswer {
  readonly id: number
  /** Name of the response code, its number where it has no name here. */
  readonly code: string
  readonly isTruncated: boolean
  readonly answers: number
  readonly authorities: number
  readonly additionals: number
}

const nameBytes = (name: string): Buffer => {
  const labels = name.split('.').filter((label) => label !== '')
  return Buffer.concat([...labels.map((label) => Buffer.from([Buffer.byteLength(label), ...Buffer.from(label)])), Buffer.from([0])])
}

/** A question as it goes over the wire, without the length that TCP puts before it. */
export const encodeQuestion = ({ id, name, type, isRecursive }: DnsQuestion): Buffer => {
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeUInt16BE(id, 0)
  head.writeUInt16BE(isRecursive ? 0x01_00 : 0, 2)
  head.writeUInt16BE(1, 4)
  const tail = Buffer.alloc(4)
  tail.writeUInt16BE(TYPES[type] ?? TYPES['ANY'] ?? 255, 0)
  tail.writeUInt16BE(INTERNET, 2)
  return Buffer.concat([head, nameBytes(name), tail])
}

/** Reads an answer; undefined for bytes that are none, or that answer something else. */
export const decodeAnswer = (message: Buffer, question: Buffer): DnsAnswer | undefined => {
  if (message.length < HEADER_BYTES || message.readUInt16BE(0) !== question.readUInt16BE(0)) return undefined
  const flags = message.readUInt16BE(2)
  if ((flags & 0x80_00) === 0) return undefined
  const asked = question.subarray(HEADER_BYTES)
  const repeats = message.readUInt16BE(4) === 1
  // the case of the letters may come back changed
  if (
    repeats &&
    message.toString('latin1', HEADER_BYTES, HEADER_BYTES + asked.length).toLowerCase() !== asked.toString('latin1').toLowerCase()
  ) {
    return undefined
  }
  return {
    id: message.readUInt16BE(0),
    code: CODES[flags & 15] ?? String(flags & 15),
    isTruncated: (flags & 0x02_00) !== 0,
    answers: message.readUInt16BE(6),
    authorities: message.readUInt16BE(8),
    additionals: message.readUInt16BE(10),
  }
}
