import type { Command } from '../../sessions/redis-session.js'
import type { KeyWatch } from '../../settings/redis.js'
import { numberIn } from './information.js'
import type { Asking } from './key-asking.js'
import type { Finding, Look } from './keys.js'

const SIZES: Readonly<Record<string, string>> = {
  string: 'STRLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  hash: 'HLEN',
  stream: 'XLEN',
}

/** A text that is longer is no number. */
const LONGEST_NUMBER = 32

/** The size of one key, and its value where it holds a number. An empty list is no key: what is not there has size 0. */
export const createSize = (watch: KeyWatch, { ask }: Asking): Look => {
  const of = async (command: string): Promise<unknown> => ask([command, watch.text] satisfies Command, watch.database)

  const measure = async (): Promise<Finding | undefined> => {
    const type = await of('TYPE')
    if (type === 'none') return { size: 0 }
    const command = Object.hasOwn(SIZES, String(type)) ? SIZES[String(type)] : undefined
    if (command === undefined) return undefined
    const size = numberIn(String(await of(command)))
    if (size === undefined) return undefined
    if (type !== 'string' || size > LONGEST_NUMBER) return { size }
    const text = await of('GET')
    return { size, value: typeof text === 'string' ? numberIn(text) : undefined }
  }
  return { watch, step: async () => ({ done: true, finding: await measure() }) }
}
