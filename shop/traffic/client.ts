import type { Step } from './tally.js'

/** What a visitor got: the status, how long it took, and the body where it is JSON. */
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly milliseconds: number
}

export interface Client {
  /** Asks when its turn comes. Throws UnansweredError when no answer comes. */
  get(step: Step, path: string): Promise<Answer>
  post(step: Step, path: string, body?: object): Promise<Answer>
  /** Belongs to this session from now on. */
  enter(session: string): void
  session(): string | undefined
}

/** The shop did not answer: refused, broken off, or not within ten seconds. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError' as const
}

export interface Connection {
  readonly url: string
  readonly signal: AbortSignal
  readonly takeTurn: (signal: AbortSignal) => Promise<void>
  /** Told of each answer; status 0 stands for none. */
  readonly count: (step: Step, status: number, sentence?: unknown) => void
}

const PATIENCE_MILLISECONDS = 10_000

const asRecord = (text: string): Answer['body'] => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Answer['body']) : {}
  } catch {
    return {}
  }
}

/** A signal of its own for each request: one joined by AbortSignal.any to one that lives for days is never freed. */
const exchange = async (url: string, request: RequestInit, stop: AbortSignal): Promise<Answer> => {
  const giveUp = new AbortController()
  const abort = (): void => giveUp.abort()
  const timer = setTimeout(abort, PATIENCE_MILLISECONDS)
  stop.addEventListener('abort', abort)
  const startedAt = performance.now()
  try {
    const response = await fetch(url, { ...request, signal: giveUp.signal })
    const text = await response.text()
    return { status: response.status, body: asRecord(text), milliseconds: performance.now() - startedAt }
  } catch (error) {
    throw new UnansweredError(`no answer from ${url}`, { cause: error })
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', abort)
  }
}

/**
 * One visitor's browser: paces itself, carries its session, and gives up after ten seconds. The address is where it says to
 * come from, as a proxy would: the shop bounds what one address may send.
 */
export const createClient = ({ url, signal, takeTurn, count }: Connection, address: string): Client => {
  let session: string | undefined
  const send = async (
    step: Step,
    path: string,
    request: { readonly method: string; readonly body?: object | undefined },
  ): Promise<Answer> => {
    await takeTurn(signal)
    const { method, body } = request
    const json = body && { 'content-type': 'application/json' }
    const headers = { 'x-forwarded-for': address, ...json, ...(session ? { 'x-session': session } : {}) }
    try {
      const answer = await exchange(`${url}${path}`, { method, headers, body: body ? JSON.stringify(body) : null }, signal)
      count(step, answer.status, answer.body['error'])
      return answer
    } catch (error) {
      if (!signal.aborted) count(step, 0)
      throw error
    }
  }
  return {
    enter: (token) => {
      session = token
    },
    session: () => session,
    get: (step, path) => send(step, path, { method: 'GET' }),
    post: (step, path, body) => send(step, path, { method: 'POST', body }),
  }
}
