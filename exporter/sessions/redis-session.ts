import { Redis } from 'ioredis'
import { reveal, type Secret } from '../../configuration/index.js'

const CONNECT_TIMEOUT_MILLISECONDS = 5000

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
  readonly close: () => void
}

const createClient = ({ url, authorities, connectionName }: RedisAddress): Redis =>
  new Redis(reveal(url), {
    protocol: 2, // RESP3 starts with HELLO, which access lists made for redis_exporter refuse
    lazyConnect: true,
    connectionName,
    disableClientInfo: true, // an older server would count the refused CLIENT SETINFO among its errors
    connectTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false, // a server that loads its data answers INFO and refuses everything else
    ...(authorities === undefined ? {} : { tls: { ca: authorities } }),
  })

interface Connection {
  readonly client: Redis
  readonly ready: Promise<void>
}

/** Opens at once; the promise tells why it could not. */
const connect = (address: RedisAddress, onEnd: (client: Redis) => void): Connection => {
  const client = createClient(address)
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

export const openRedis = (address: RedisAddress): RedisSession => {
  let current: Connection | undefined
  let closed = false
  const drop = (client: Redis): void => {
    if (current?.client === client) current = undefined
    client.disconnect()
  }
  const ask = async (commands: readonly Command[], signal: AbortSignal): Promise<readonly Answer[]> => {
    signal.throwIfAborted()
    if (closed) throw new Error('the exporter is stopping')
    current ??= connect(address, drop)
    const { client, ready } = current
    const abort = () => drop(client)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await ready
      return await pipelined(client, commands)
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }
  const close = (): void => {
    closed = true
    current?.client.disconnect()
  }
  return { ask, close }
}
