/** What a visitor got: the status, and the body where it is JSON. */
export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

export interface Client {
  /** Asks when its turn comes. Throws UnansweredError when no answer comes. */
  send(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer>
  /** Belongs to this session from now on. */
  enter(session: string): void
}

/** The shop did not answer: refused, broken off, or not within ten seconds. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError' as const
}

export interface Connection {
  readonly url: string
  readonly signal: AbortSignal
  readonly takeTurn: (signal: AbortSignal) => Promise<void>
  /** Told of each answer. */
  readonly count: (status: number) => void
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
  try {
    const response = await fetch(url, { ...request, signal: giveUp.signal })
    return { status: response.status, body: asRecord(await response.text()) }
  } catch (error) {
    throw new UnansweredError(`no answer from ${url}`, { cause: error })
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', abort)
  }
}

/** One visitor's browser: paces itself, carries its session, and gives up after ten seconds. */
export const createClient = ({ url, signal, takeTurn, count }: Connection): Client => {
  let session: string | undefined
  return {
    enter: (token) => {
      session = token
    },
    send: async (method, path, body) => {
      await takeTurn(signal)
      const headers = { ...(body ? { 'content-type': 'application/json' } : {}), ...(session ? { 'x-session': session } : {}) }
      const request = { method, headers, body: body ? JSON.stringify(body) : null }
      const answer = await exchange(`${url}${path}`, request, signal)
      count(answer.status)
      return answer
    },
  }
}
