import type { Client } from 'pg'
import { holdConnection, type Connection, type Holder, type SessionOptions } from './postgres-connection.js'
import { FACTS_SQL, factsOf, type PostgresFacts } from './postgres-facts.js'
import { createTurns } from './turns.js'

export interface Column {
  readonly name: string
  readonly dataTypeID: number
}

export interface Answer {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly fields: readonly Column[]
}

/** One connection to one server, opened when it is first needed and again after it broke. */
export interface PostgresSession {
  /**
   * Runs one statement. When the signal is aborted the server is told to cancel it, and the connection is let go; the
   * next statement gets another one, as soon as the server has ended this.
   *
   * @throws what pg throws, or the signal's reason.
   */
  readonly query: (text: string, signal: AbortSignal, values?: readonly unknown[]) => Promise<Answer>
  /** What the server has; asked once a connection. */
  readonly facts: (signal: AbortSignal) => Promise<PostgresFacts>
  readonly close: () => Promise<void>
}

const rejectOnAbort = (signal: AbortSignal): { readonly promise: Promise<never>; readonly release: () => void } => {
  let release = () => {}
  const promise = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(signal.reason)
    release = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort, { once: true })
  })
  return { promise, release }
}

/** The extended protocol, which refuses a second statement after a semicolon. */
const ONE_STATEMENT = { queryMode: 'extended' } as const

interface Asked {
  readonly answer: Answer
  readonly client: Client
}

type Ask = (text: string, signal: AbortSignal, values?: readonly unknown[]) => Promise<Asked>

const askOn = (holder: Holder): Ask => {
  const on = async (
    { ready, client }: Connection,
    text: string,
    values: readonly unknown[],
    signal: AbortSignal,
    stopped: Promise<never>,
  ) => {
    const asked = ready.then(() => client.query<Readonly<Record<string, unknown>>>({ text, values: [...values], ...ONE_STATEMENT }))
    const interrupt = () => holder.interrupt({ ready, client })
    signal.addEventListener('abort', interrupt, { once: true })
    try {
      const { rows, fields } = await Promise.race([asked, stopped])
      return { answer: { rows, fields }, client }
    } finally {
      signal.removeEventListener('abort', interrupt)
    }
  }
  return async (text, signal, values = []) => {
    signal.throwIfAborted()
    const stop = rejectOnAbort(signal)
    try {
      const connection = await Promise.race([holder.open(signal), stop.promise])
      signal.throwIfAborted()
      return await on(connection, text, values, signal, stop.promise)
    } finally {
      stop.release()
    }
  }
}

/** Opens nothing yet: the first question does. Questions are asked one after the other. */
export const openPostgres = (options: SessionOptions): PostgresSession => {
  const holder = holdConnection(options)
  const ask = askOn(holder)
  const inTurn = createTurns()
  const known = new WeakMap<Client, PostgresFacts>()

  const facts = async (signal: AbortSignal): Promise<PostgresFacts> => {
    const current = holder.client()
    const before = current && known.get(current)
    if (before) return before
    const { answer, client } = await ask(FACTS_SQL, signal)
    const read = factsOf(answer)
    known.set(client, read)
    return read
  }
  return {
    query: (...question) => inTurn(async () => (await ask(...question)).answer),
    facts: (signal) => inTurn(() => facts(signal)),
    close: holder.close,
  }
}
