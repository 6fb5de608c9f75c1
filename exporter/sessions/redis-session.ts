import { Redis } from 'ioredis'
import { reveal, type Secret } from '../../configuration/index.js'

const CONNECT_TIMEOUT_MILLISECONDS = 5000

/** One connection to one server, opened when it is first needed and again after it broke. */
export interface RedisSession {
  /** The server's INFO text, every section. */
  readonly info: (signal: AbortSignal) => Promise<string>
  /** A configuration value; undefined where the server or its access list refuses CONFIG. */
  readonly configured: (name: string, signal: AbortSignal) => Promise<string | undefined>
  readonly close: () => void
}

const createClient = (url: Secret): Redis =>
  new Redis(reveal(url), {
    protocol: 2, // RESP3 starts with HELLO, which access lists made for redis_exporter refuse
    lazyConnect: true,
    connectionName: 'plimsoll_exporter',
    connectTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false, // a server that loads its data answers INFO and refuses everything else
  })

interface Connection {
  readonly client: Redis
  readonly ready: Promise<void>
}

/** Opens at once; the promise tells why it could not. */
const connect = (url: Secret, onEnd: (client: Redis) => void): Connection => {
  const client = createClient(url)
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
const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === 'ReplyError'

export const openRedis = (url: Secret): RedisSession => {
  let current: Connection | undefined
  let closed = false
  const drop = (client: Redis): void => {
    if (current?.client === client) current = undefined
    client.disconnect()
  }
  const ask = async <T>(signal: AbortSignal, question: (client: Redis) => Promise<T>): Promise<T> => {
    signal.throwIfAborted()
    if (closed) throw new Error('the exporter is stopping')
    current ??= connect(url, drop)
    const { client, ready } = current
    const abort = () => drop(client)
    signal.addEventListener('abort', abort, { once: true })
    try {
      await ready
      return await question(client)
    } catch (error) {
      throw signal.aborted ? signal.reason : error
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }
  const configured = async (name: string, signal: AbortSignal): Promise<string | undefined> => {
    try {
      const answer: unknown = await ask(signal, (client) => client.config('GET', name))
      return Array.isArray(answer) && answer[1] !== undefined ? String(answer[1]) : undefined
    } catch (error) {
      if (isRefusal(error)) return undefined
      throw error
    }
  }
  const close = (): void => {
    closed = true
    current?.client.disconnect()
  }
  return { info: (signal) => ask(signal, (client) => client.info('all')), configured, close }
}
