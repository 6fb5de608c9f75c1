/** What INFO says, read by name: servers and versions differ in order and in what they leave out. */
export interface Information {
  readonly fields: Amounts
  readonly commands: Records
  /** Times of calls by command: `p50`, `p99`, … in microseconds. */
  readonly percentiles: Records
  readonly errors: Records
  readonly databases: Records
  readonly replicas: Records
}

/** `calls=1,usec=3` by name. */
export type Amounts = ReadonlyMap<string, string>
type Records = ReadonlyMap<string, Amounts>

/** INFO of a busy server has some 1000 lines; a stranger on the port may send anything. */
const MAXIMUM_LINES = 20_000
/** Longer or unprintable names are nobody's: they are passed over, for a name that is cut might become another's. */
const NAME = /^[^\p{Cc}]{1,64}$/u

/** Where a line belongs that is one of many: how its name begins, what follows, and how many there may be. */
const KINDS = [
  { kind: 'commands', beginning: 'cmdstat_', pattern: /^cmdstat_(.+)$/, most: 1000 },
  { kind: 'percentiles', beginning: 'latency_percentiles_usec_', pattern: /^latency_percentiles_usec_(.+)$/, most: 400 },
  { kind: 'errors', beginning: 'errorstat_', pattern: /^errorstat_(.+)$/, most: 200 },
  { kind: 'databases', beginning: 'db', pattern: /^(db\d{1,5})$/, most: 1000 },
  { kind: 'replicas', beginning: 'slave', pattern: /^(slave\d{1,4})$/, most: 200 },
] as const

/** Reads `calls=1,usec=3`. */
export const recordOf = (text: string): Amounts =>
  new Map(
    text.split(',', 50).flatMap((pair): readonly (readonly [string, string])[] => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : []
    }),
  )

/**
 * Reads the text of INFO, or of CLUSTER INFO. A line that makes no sense is passed over: it never throws.
 *
 * @example
 * parseInformation('db0:keys=3,expires=1').databases.get('db0')?.get('keys')   // '3'
 */
export const parseInformation = (text: string): Information => {
  const fields = new Map<string, string>()
  const records = { commands: new Map(), percentiles: new Map(), errors: new Map(), databases: new Map(), replicas: new Map() }
  const place = (name: string, value: string): void => {
    for (const { kind, beginning, pattern, most } of KINDS) {
      const own = name.startsWith(beginning) ? pattern.exec(name)?.[1] : undefined
      if (own === undefined) continue
      if (NAME.test(own) && records[kind].size < most) records[kind].set(own, recordOf(value))
      return
    }
    fields.set(name, value)
  }
  for (const line of text.split(/\r?\n/, MAXIMUM_LINES)) {
    const at = line.indexOf(':')
    if (at > 0 && !line.startsWith('#')) place(line.slice(0, at), line.slice(at + 1))
  }
  return { fields, ...records }
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** The number that a text is; undefined where it is none, so that its sample is left away. */
export const numberIn = (text: string | undefined): number | undefined => {
  const trimmed = text?.trim() ?? ''
  const amount = NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN
  return Number.isFinite(amount) ? amount : undefined
}

/** A number that INFO states; undefined where it is missing or no number. */
export const amountOf = (record: Amounts, name: string): number | undefined => numberIn(record.get(name))

const WORDS: Readonly<Record<string, number>> = { ok: 1, true: 1, up: 1, err: 0, fail: 0, false: 0, down: 0 }

/** As amountOf, and 1 or 0 where the server says it by a word. */
export const statedBy = (record: Amounts, name: string): number | undefined => {
  const word = record.get(name)?.trim()
  return word !== undefined && Object.hasOwn(WORDS, word) ? WORDS[word] : amountOf(record, name)
}

const LONGEST_LABEL = 128

/** A field as the value of a label: empty where it is missing, cut where it is no name any more. */
export const labelOf = (record: Amounts, name: string): string => (record.get(name) ?? '').trim().slice(0, LONGEST_LABEL)
