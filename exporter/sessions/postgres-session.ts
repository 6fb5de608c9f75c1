import type { Client } from 'pg'
import { unlessAborted } from '../abort.js'
import { holdConnection, type Holder, type SessionOptions } from './postgres-connection.js'
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
  /**
   * Runs a statement of our own, which nobody's input is part of: the protocol takes whatever stands behind a semicolon, and
   * costs less.
   *
   * @throws as query does.
   */
  readonly read: (statement: string, signal: AbortSignal) => Promise<Answer>
  /** The same for several in one transaction and one round trip, an answer for each. */
  readonly readAll: (statements: readonly string[], signal: AbortSignal) => Promise<readonly Answer[]>
  /** What the server has; asked once a connection. */
  readonly facts: (signal: AbortSignal) => Promise<PostgresFacts>
  readonly close: () => Promise<void>
}

type Rows = Readonly<Record<string, unknown>>

/** How a connection is asked. */
type Ask<Result> = (client: Client) => Promise<Result>

/** The extended protocol, which refuses a second statement after a semicolon. */
const ONE_STATEMENT = { queryMode: 'extended' } as const

const asking =
  (text: string, values: readonly unknown[]): Ask<Answer> =>
  (client) =>
    client.query<Rows>({ text, values: [...values], ...ONE_STATEMENT })

/** The simple protocol. */
const reading =
  (statement: string): Ask<Answer> =>
  (client) =>
    client.query<Rows>(statement)

/** pg gives a list where there are several statements. */
const readingAll =
  (statements: readonly string[]): Ask<readonly Answer[]> =>
  async (client) => {
    const results: unknown = await client.query<Rows>(statements.join(';\n'))
    return (Array.isArray(results) ? results : [results]) as readonly Answer[]
  }

interface Asked<Result> {
  readonly result: Result
  readonly client: Client
}

const askOn =
  (holder: Holder) =>
  async <Result>(ask: Ask<Result>, signal: AbortSignal): Promise<Asked<Result>> => {
    const connection = await unlessAborted(signal, () => holder.open(signal))
    const { ready, client } = connection
    const result = await unlessAborted(
      signal,
      () => ready.then(ask),
      () => holder.interrupt(connection),
    )
    return { result, client }
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
    const { result, client } = await ask(asking(FACTS_SQL, []), signal)
    const read = factsOf(result)
    known.set(client, read)
    return read
  }
  return {
    query: (text, signal, values = []) => inTurn(async () => (await ask(asking(text, values), signal)).result),
    read: (statement, signal) => inTurn(async () => (await ask(reading(statement), signal)).result),
    readAll: (statements, signal) => inTurn(async () => (await ask(readingAll(statements), signal)).result),
    facts: (signal) => inTurn(() => facts(signal)),
    close: holder.close,
  }
}
