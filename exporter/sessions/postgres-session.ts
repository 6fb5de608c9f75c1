import { Client } from 'pg'
import { reveal, type Secret } from '../../configuration/index.js'
import { cancelStatement } from './postgres-cancel.js'
import { createTurns } from './turns.js'

/** Seconds after which PostgreSQL itself gives up on a statement of ours, whatever became of us. */
const STATEMENT_TIMEOUT_SECONDS = 10
const LOCK_TIMEOUT_SECONDS = 1
const CONNECT_TIMEOUT_SECONDS = 5

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
   * Runs one statement. When the signal is aborted the server is told to cancel it and the connection is dropped.
   *
   * @throws what pg throws, or the signal's reason.
   */
  readonly query: (text: string, signal: AbortSignal, values?: readonly unknown[]) => Promise<Answer>
  readonly close: () => Promise<void>
}

export interface SessionOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: Secret
  /** Shown in pg_stat_activity. */
  readonly applicationName: string
}

const createClient = ({ url, applicationName }: SessionOptions): Client =>
  new Client({
    connectionString: reveal(url),
    application_name: applicationName,
    options: '-c default_transaction_read_only=on', // the exporter reads every source and writes none
    statement_timeout: STATEMENT_TIMEOUT_SECONDS * 1000,
    lock_timeout: LOCK_TIMEOUT_SECONDS * 1000,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_SECONDS * 1000,
    connectionTimeoutMillis: CONNECT_TIMEOUT_SECONDS * 1000,
    keepAlive: true,
  })

const rejectOnAbort = (signal: AbortSignal, cleanUp: () => void): { readonly promise: Promise<never>; readonly release: () => void } => {
  let release = () => {}
  const promise = new Promise<never>((_resolve, reject) => {
    const abort = () => {
      cleanUp()
      reject(signal.reason)
    }
    release = () => signal.removeEventListener('abort', abort)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
  return { promise, release }
}

const connect = async (client: Client): Promise<Client> => {
  await client.connect()
  return client
}

/** The extended protocol, which refuses a second statement after a semicolon. */
const ONE_STATEMENT = { queryMode: 'extended' } as const

interface Connection {
  readonly client: Client
  readonly ready: Promise<Client>
}

interface Holder {
  /** The connection there is, or a new one. */
  readonly open: () => Connection
  /** Lets a connection go, unless that has happened already; `first` is done before. */
  readonly drop: (client: Client, first?: (client: Client) => void) => void
  readonly close: () => Promise<void>
}

const holdConnection = (options: SessionOptions): Holder => {
  let current: Connection | undefined
  let closed = false
  const drop: Holder['drop'] = (client, first) => {
    if (current?.client !== client) return
    current = undefined
    first?.(client)
    client.end().catch(() => {}) // the socket is gone either way
  }
  const open = (): Connection => {
    if (closed) throw new Error('the exporter is stopping')
    if (current) return current
    const client = createClient(options)
    client.on('error', () => drop(client)) // a connection that breaks between two scrapes is opened anew by the next
    const ready = connect(client)
    ready.catch(() => drop(client)) // every caller that waits for it still gets the error
    current = { client, ready }
    return current
  }
  const close = async (): Promise<void> => {
    const client = current?.client
    closed = true
    current = undefined
    await client?.end().catch(() => {})
  }
  return { open, drop, close }
}

/** Opens nothing yet: the first question does. Questions are asked one after the other. */
export const openPostgres = (options: SessionOptions): PostgresSession => {
  const holder = holdConnection(options)
  const inTurn = createTurns()
  const ask = async (text: string, signal: AbortSignal, values: readonly unknown[]): Promise<Answer> => {
    signal.throwIfAborted()
    const { client, ready } = holder.open()
    const stop = rejectOnAbort(signal, () => holder.drop(client, cancelStatement))
    const asked = ready.then(() => client.query<Readonly<Record<string, unknown>>>({ text, values: [...values], ...ONE_STATEMENT }))
    try {
      const { rows, fields } = await Promise.race([asked, stop.promise])
      return { rows, fields }
    } finally {
      stop.release()
    }
  }
  return { query: (text, signal, values = []) => inTurn(() => ask(text, signal, values)), close: holder.close }
}
