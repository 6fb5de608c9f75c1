import { isIP } from 'node:net'
import { Redis } from 'ioredis'
import { reveal, type Secret } from '../../configuration/index.js'
import { unlessAborted } from '../abort.js'
import { createFarewells } from './farewell.js'
import { addressesOf } from './lookup.js'
import { createTurns } from './turns.js'

const CONNECT_TIMEOUT_MILLISECONDS = 5000
/** Milliseconds that a server has to end the connection when the exporter stops. */
const CLOSE_MILLISECONDS = 1000
/** The client's own patience with a server that does not end a connection: longer than ours, so that ours counts. */
const PATIENT_MILLISECONDS = 2_000_000_000

/** Where a server is, and whose certificates are trusted beside the system's. */
export interface RedisAddress {
  readonly url: Secret
  /** PEM text. */
  readonly authorities?: string | undefined
  readonly connectionName: string
}

/** A command and its arguments: `['SLOWLOG', 'GET', '1']`. */
export type Command = readonly [string, ...(readonly (string | number)[])]

/** What the server answered, or the words with which it refused. */
export type Answer = { readonly value: unknown; readonly refusal?: undefined } | { readonly refusal: string; readonly value?: undefined }

/** One connection to one server, opened when it is first needed and again after it broke. */
export interface RedisSession {
  /**
   * Asks everything in one write and waits for all answers. A command that is refused costs its own answer alone.
   *
   * @throws what broke the connection, and the signal's reason.
   */
  readonly ask: (commands: readonly Command[], signal: AbortSignal) => Promise<readonly Answer[]>
  readonly close: () => Promise<void>
}

/** The address with its host looked up by our own means. */
const dialled = async (url: URL, name: string): Promise<string> => {
  const [found] = await addressesOf(name)
  if (!found) return url.href
  const dialling = new URL(url.href)
  dialling.hostname = found.family === 6 ? `[${found.address}]` : found.address
  return dialling.href
}

const createClient = async ({ url, authorities, connectionName }: RedisAddress): Promise<Redis> => {
  const address = new URL(reveal(url))
  const name = address.hostname.replace(/^\[|\]$/g, '')
  // a certificate is checked against the name, not against the address that it has today
  const servername = isIP(name) ? {} : { servername: name }
  const tls = address.protocol === 'rediss:' || authorities !== undefined ? { tls: { ...servername, ca: authorities } } : {}
  return new Redis(await dialled(address, name), {
    protocol: 2, // RESP3 starts with HELLO, which access lists made for redis_exporter refuse
    lazyConnect: true,
    connectionName,
    disableClientInfo: true, // an older server would count the refused CLIENT SETINFO among its errors
    connectTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false, // a server that loads its data answers INFO and refuses everything else
    disconnectTimeout: PATIENT_MILLISECONDS,
    ...tls,
  })
}

interface Connection {
  readonly client: Redis
  readonly ready: Promise<void>
}

/** The promise tells why it could not be opened. */
const connect = (client: Redis, onEnd: (client: Redis) => void): Connection => {
  let reason: Error | undefined
  client.on('error', (error: Error) => {
    reason = error
  })
  client.on('end', () => onEnd(client))
  const ready = client.connect().catch((error: unknown) => {
    onEnd(client)
    throw reason ?? error // ioredis rejects with "Connection is closed." and tells the reason by the event
  })
  return { client, ready }
}

/** An answer of the server that refuses the command, as opposed to a connection that broke. */
export const isRefusal = (error: unknown): error is Error => error instanceof Error && error.name === 'ReplyError'

const pipelined = async (client: Redis, commands: readonly Command[]): Promise<readonly Answer[]> => {
  const results = await client.pipeline(commands.map((command) => ['call', ...command])).exec()
  return (results ?? []).map(([error, value]) => {
    if (!error) return { value }
    if (isRefusal(error)) return { refusal: error.message }
    throw error
  })
}

interface Holder {
  /** The connection there is, or a new one once the server has let go of the last. */
  readonly open: (signal: AbortSignal) => Promise<Connection>
  readonly drop: (client: Redis) => void
  readonly close: () => Promise<void>
}

const holdConnection = (address: RedisAddress): Holder => {
  const farewells = createFarewells()
  const inTurn = createTurns()
  let current: Connection | undefined
  let closed = false
  const leave = (client: Redis): void => {
    client.disconnect()
    const { stream } = client as { readonly stream?: Redis['stream'] }
    if (stream) farewells.leave(stream)
  }
  const drop: Holder['drop'] = (client) => {
    if (current?.client !== client) return
    current = undefined
    leave(client)
  }
  const refuse = (signal: AbortSignal): void => {
    if (closed) throw new Error('the exporter is stopping')
    signal.throwIfAborted()
  }
  const begin = async (signal: AbortSignal): Promise<Connection> => {
    if (current) return current
    refuse(signal) // it may have waited for its turn
    await farewells.gone(signal)
    const client = await createClient(address)
    refuse(signal)
    current = connect(client, drop)
    current.ready.then(farewells.forgive, () => {})
    return current
  }
  const close = async (): Promise<void> => {
    closed = true
    if (current) leave(current.client)
    current = undefined
    await farewells.close(CLOSE_MILLISECONDS)
  }
  return { open: (signal) => inTurn(() => begin(signal)), drop, close }
}

export const openRedis = (address: RedisAddress): RedisSession => {
  const holder = holdConnection(address)
  const ask: RedisSession['ask'] = async (commands, signal) => {
    const { client, ready } = await unlessAborted(signal, () => holder.open(signal))
    return unlessAborted(
      signal,
      () => ready.then(() => pipelined(client, commands)),
      () => holder.drop(client),
    )
  }
  return { ask, close: holder.close }
}
