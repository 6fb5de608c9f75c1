/** What INFO says, read by name: servers and versions differ in order and in what they leave out. */
export interface Information {
  readonly fields: ReadonlyMap<string, string>
  readonly commands: ReadonlyMap<string, Amounts>
  readonly databases: ReadonlyMap<string, Amounts>
}

/** `calls=1,usec=3` by name. */
export type Amounts = ReadonlyMap<string, string>

/** INFO of a busy server has some 500 lines; a stranger on the port may send anything. */
const MAXIMUM_LINES = 20_000

const recordOf = (text: string): Amounts =>
  new Map(
    text.split(',').flatMap((pair): readonly (readonly [string, string])[] => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : []
    }),
  )

/**
 * Reads the text of INFO. A line that makes no sense is passed over: it never throws.
 *
 * @example
 * parseInformation('db0:keys=3,expires=1').databases.get('db0')?.get('keys')   // '3'
 */
export const parseInformation = (text: string): Information => {
  const fields = new Map<string, string>()
  const commands = new Map<string, Amounts>()
  const databases = new Map<string, Amounts>()
  for (const line of text.split(/\r?\n/, MAXIMUM_LINES)) {
    const at = line.indexOf(':')
    if (at <= 0 || line.startsWith('#')) continue
    const name = line.slice(0, at)
    const value = line.slice(at + 1)
    if (name.startsWith('cmdstat_')) commands.set(name.slice('cmdstat_'.length), recordOf(value))
    else if (/^db\d+$/.test(name)) databases.set(name, recordOf(value))
    else fields.set(name, value)
  }
  return { fields, commands, databases }
}

/** A number that INFO states; undefined where it is missing or no number, so that its sample is left away. */
export const amountOf = (record: Amounts, name: string): number | undefined => {
  const text = record.get(name)?.trim()
  if (!text) return undefined
  const amount = Number(text)
  return Number.isFinite(amount) ? amount : undefined
}
