import { setTimeout as sleep } from 'node:timers/promises'
import { UsageError } from '../configuration/index.js'

export interface Awaited {
  /** What is waited for, as a person reads it: `PostgreSQL at 127.0.0.1:5432`. */
  readonly what: string
  /** Variable that says where it is. */
  readonly variable: string
  readonly probe: () => Promise<unknown>
  /** Says that waiting will not help, such as a wrong password. */
  readonly isHopeless?: (error: unknown) => boolean
}

const PAUSE_MILLISECONDS = 500
const SAY_EVERY_MILLISECONDS = 5000

const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return ('code' in error && String(error.code)) || error.message.split('\n')[0] || error.name
}

/**
 * Probes until it answers, saying so every five seconds.
 *
 * @throws UsageError after `seconds`, with the last reason.
 */
export const waitFor = async (
  { what, variable, probe, isHopeless = () => false }: Awaited,
  seconds: number,
  say: (sentence: string) => void,
): Promise<void> => {
  const deadline = Date.now() + seconds * 1000
  let nextWord = Date.now()
  for (;;) {
    try {
      await probe()
      return
    } catch (error) {
      const reason = reasonOf(error)
      if (isHopeless(error)) throw new UsageError(`${what} refuses the shop (${reason}); correct ${variable}.`, { cause: error })
      if (Date.now() >= deadline) {
        throw new UsageError(`${what} does not answer after ${seconds} s (${reason}); start it or correct ${variable}.`, { cause: error })
      }
      if (Date.now() >= nextWord) {
        say(`waiting for ${what} (${reason})`)
        nextWord = Date.now() + SAY_EVERY_MILLISECONDS
      }
    }
    await sleep(PAUSE_MILLISECONDS)
  }
}

/**
 * Host and port of a service's URL, without its password.
 *
 * @throws UsageError where the variable holds no such URL.
 * @example addressOf('postgres://a:b@db:5432/shop', 'DATABASE_URL', ['postgres:'], 5432) // 'db:5432'
 */
export const addressOf = (text: string, variable: string, protocols: readonly string[], fallbackPort: number): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && protocols.includes(url.protocol)) return `${url.hostname || 'localhost'}:${url.port || fallbackPort}`
  throw new UsageError(
    `environment: ${variable} holds no URL that starts with ${protocols.map((name) => `${name}//`).join(' or ')}; correct it.`,
  )
}
