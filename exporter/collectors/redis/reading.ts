import { performance } from 'node:perf_hooks'
import type { Command, RedisSession } from '../../sessions/redis-session.js'
import { isRefusal } from '../../sessions/redis-session.js'
import { parseInformation, type Information } from './information.js'
import { abilitiesOf, INFORMATION, questionsFor, settingQuestions, type Wishes } from './questions.js'

/** What one collection read of one server. */
export interface Reading {
  readonly information: Information
  /** The answer to a question that was asked; undefined where it was refused or not asked. */
  readonly answer: (question: Command) => unknown
  /** Settings by name, as far as CONFIG is allowed. */
  readonly settings: ReadonlyMap<string, string>
  readonly seconds: number
}

export type Failure = '' | 'unreachable' | 'authentication' | 'timeout' | 'answer'

export interface Reader {
  /** Reads once a collection: collectors that bring the same signal share the reading. */
  readonly read: (signal: AbortSignal) => Promise<Reading>
  /** How the last reading failed; empty when it did not. */
  readonly failure: () => Failure
}

/** Tells the log something once. */
export type Notify = (details: Readonly<Record<string, unknown>>, message: string) => void

export interface ReaderOptions extends Wishes {
  readonly target: string
  readonly session: RedisSession
  readonly notify: Notify
}

const keyOf = (question: Command): string => question.join(' ')

/** Each refused call stands in the server's access log and counts as an error there: it is not repeated at every scrape. */
const PATIENCE_MILLISECONDS = 300_000

/** Remembers what was refused; `isOpen` says whether a question may be asked again. */
export const createRefusals = (target: string, notify: Notify) => {
  const until = new Map<string, number>()
  const refused = (question: Command, refusal: string): void => {
    if (/^(LOADING|BUSY|MASTERDOWN)\b/.test(refusal)) return // of the moment: it answers soon
    const command = keyOf(question)
    const reason = refusal.slice(0, 200)
    if (!until.has(command)) notify({ target, command, reason }, 'Redis refuses a command; what it would tell is left away')
    until.set(command, performance.now() + PATIENCE_MILLISECONDS)
  }
  const isOpen = (question: Command): boolean => (until.get(keyOf(question)) ?? 0) <= performance.now()
  return { refused, isOpen }
}

const failureOf = (error: unknown, signal: AbortSignal): Failure => {
  if (signal.aborted) return 'timeout'
  if (isRefusal(error)) return /^(NOAUTH|WRONGPASS|NOPERM)|invalid password/i.test(error.message) ? 'authentication' : 'answer'
  return error instanceof AnswerError ? 'answer' : 'unreachable'
}

class AnswerError extends Error {
  override readonly name = 'AnswerError'
}

const settingsIn = (answers: readonly unknown[]): ReadonlyMap<string, string> => {
  const settings = new Map<string, string>()
  for (const answer of answers) {
    if (!Array.isArray(answer)) continue
    for (let index = 0; index + 1 < answer.length; index += 2) settings.set(String(answer[index]), String(answer[index + 1]))
  }
  return settings
}

const readInformation = async ({ session }: ReaderOptions, signal: AbortSignal): Promise<Information> => {
  const [answer] = await session.ask([INFORMATION], signal)
  if (answer?.refusal !== undefined) throw Object.assign(new Error(answer.refusal), { name: 'ReplyError' })
  const information = parseInformation(String(answer?.value))
  if (information.fields.has('redis_version')) return information
  throw new AnswerError('INFO names no redis_version; is this a Redis server?')
}

export const createReader = (options: ReaderOptions): Reader => {
  const readings = new WeakMap<AbortSignal, Promise<Reading>>()
  const refusals = createRefusals(options.target, options.notify)
  let failure: Failure = 'timeout'

  const readAll = async (signal: AbortSignal): Promise<Reading> => {
    const start = performance.now()
    const information = await readInformation(options, signal)
    const abilities = abilitiesOf(information)
    const questions = questionsFor(abilities, options).filter(refusals.isOpen)
    const answers = await options.session.ask(questions, signal)
    const values = new Map<string, unknown>()
    for (const [index, question] of questions.entries()) {
      const { refusal, value } = answers[index] ?? { refusal: 'no answer' }
      if (refusal === undefined) values.set(keyOf(question), value)
      else refusals.refused(question, refusal)
    }
    const answer = (question: Command): unknown => values.get(keyOf(question))
    const settings = settingsIn(settingQuestions(abilities).map(answer))
    return { information, answer, settings, seconds: (performance.now() - start) / 1000 }
  }

  const attempt = async (signal: AbortSignal): Promise<Reading> => {
    failure = 'timeout' // until something else is known
    try {
      const reading = await readAll(signal)
      failure = ''
      return reading
    } catch (error) {
      failure = failureOf(error, signal)
      throw error
    }
  }

  const read = (signal: AbortSignal): Promise<Reading> => {
    const reading = readings.get(signal) ?? attempt(signal)
    readings.set(signal, reading)
    return reading
  }
  return { read, failure: () => failure }
}
