import { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Duplex } from 'node:stream'
import { Client } from 'pg'
import { reveal, type Secret } from '../../configuration/index.js'
import { createFarewells, type Farewells } from './farewell.js'
import { lookup } from './lookup.js'
import { cancelStatement } from './postgres-cancel.js'

/** Seconds after which PostgreSQL itself gives up on a statement of ours, whatever became of us. */
const STATEMENT_TIMEOUT_SECONDS = 10
const LOCK_TIMEOUT_SECONDS = 1
/** Milliseconds that the server has to end the session when the exporter stops. */
const CLOSE_MILLISECONDS = 1000
/** A server that lets nobody in is not asked by every collector of one scrape. */
const REFUSED_SECONDS = 1

export interface SessionOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: Secret
  /** Shown in pg_stat_activity. */
  readonly applicationName: string
}

export interface Connection {
  readonly client: Client
  readonly ready: Promise<Client>
}

export interface Holder {
  /**
   * The connection there is, or a new one as soon as the server has let go of the last: no session is piled upon
   * another.
   *
   * @throws Error while the server holds on to it, and for a second after it let nobody in.
   */
  readonly open: (signal: AbortSignal) => Promise<Connection>
  /** Whom the server serves at the moment; nobody while there is no connection. */
  readonly client: () => Client | undefined
  /** Cancels what the connection runs and lets it go. */
  readonly interrupt: (connection: Connection) => void
  readonly close: () => Promise<void>
}

/** A socket that looks names up by our own means. pg asks it for a port and a host, or for the path of a socket file. */
const createSocket = (): Socket => {
  const socket = new Socket()
  const connect = socket.connect.bind(socket)
  const dial = (port: number | string, host?: string): Socket =>
    host === undefined ? connect(String(port)) : connect({ port: Number(port), host, lookup })
  return Object.assign(socket, { connect: dial })
}

const createClient = ({ url, applicationName }: SessionOptions): Client =>
  new Client({
    connectionString: reveal(url),
    application_name: applicationName,
    options: '-c default_transaction_read_only=on', // the exporter reads every source and writes none
    statement_timeout: STATEMENT_TIMEOUT_SECONDS * 1000,
    lock_timeout: LOCK_TIMEOUT_SECONDS * 1000,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_SECONDS * 1000,
    keepAlive: true,
    stream: createSocket, // it is given up with the scrape that waits for it, and so needs no timeout of its own
  })

const connect = async (client: Client): Promise<Client> => {
  await client.connect()
  return client
}

/** What pg keeps below a client and does not declare whole. */
interface Wire {
  readonly stream: Duplex & { readonly connecting?: boolean }
  /** Sends Terminate and the end of the stream. */
  readonly end: () => void
}

/** Tells a backend at work to stop and says good-bye; both also where nobody listens any more. */
const leave = (client: Client, farewells: Farewells): void => {
  const { stream, end } = client.connection as unknown as Wire
  if (stream.destroyed) return
  cancelStatement(client)
  end.call(client.connection)
  farewells.leave(stream)
}

interface State {
  current: Connection | undefined
  refused: { readonly error: unknown; readonly at: number } | undefined
  closed: boolean
}

const refuseEarly = ({ closed, refused }: State): void => {
  if (closed) throw new Error('the exporter is stopping')
  if (refused && performance.now() - refused.at < REFUSED_SECONDS * 1000) throw refused.error
}

/** Keeps one connection, opened when it is first needed and again after it broke. */
export const holdConnection = (options: SessionOptions): Holder => {
  const farewells = createFarewells()
  const state: State = { current: undefined, refused: undefined, closed: false }

  const drop = (client: Client): void => {
    if (state.current?.client !== client) return
    state.current = undefined
    leave(client, farewells)
  }
  const begin = (): Connection => {
    const client = createClient(options)
    client.on('error', () => drop(client)) // a connection that breaks between two scrapes is opened anew by the next
    const ready = connect(client)
    const refused = (error: unknown): void => {
      if (state.current?.client === client) state.refused = { error, at: performance.now() }
      drop(client) // every caller that waits for it still gets the error
    }
    ready.then(farewells.forgive, refused)
    state.current = { client, ready }
    return state.current
  }
  const open: Holder['open'] = async (signal) => {
    if (state.current) return state.current
    refuseEarly(state)
    await farewells.gone(signal)
    refuseEarly(state)
    return begin()
  }
  const close = async (): Promise<void> => {
    state.closed = true
    if (state.current) drop(state.current.client)
    await farewells.close(CLOSE_MILLISECONDS)
  }
  return { open, client: () => state.current?.client, interrupt: ({ client }) => drop(client), close }
}
