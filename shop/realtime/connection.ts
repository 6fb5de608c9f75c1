import type { WebSocket } from 'ws'
import type { BusinessEvents, RealtimeEnding } from '../../instrument/index.js'
import type { Hub, RealtimeEvent } from './hub.js'
import type { RealtimeLimits } from './limits.js'
import type { Outbox } from './outbox.js'

/** What a connection is given, and what it tells. */
export interface Surroundings {
  readonly hub: Hub
  readonly events: BusinessEvents
  readonly limits: RealtimeLimits
}

/** What all connections share. */
export interface Shared extends Surroundings {
  readonly outbox: Outbox
}

export interface Connection {
  readonly session: string
  readonly topics: () => readonly string[]
  /** Listens for the connection; false where it listens to as many topics as it may. */
  readonly listen: (topic: string) => boolean
  readonly forget: (topic: string) => void
  readonly send: (event: RealtimeEvent, topic?: string) => void
  /** Whether it has answered since the last call, and sent no more than it may; asks it to answer again. */
  readonly beat: () => boolean
  /** Notes one message of the client; false where that is one too many. */
  readonly mayReceive: () => boolean
  /** Ends it with a farewell that the page can read. */
  readonly close: (reason: RealtimeEnding, code: number, farewell: string) => void
  /** Ends it at once, as a broken line does. */
  readonly drop: (reason: RealtimeEnding) => void
}

/** How long a client may take to answer a farewell. */
const FAREWELL_MILLISECONDS = 1000
/** The line broke: no farewell was said. */
const WITHOUT_FAREWELL = 1006

interface Written {
  readonly topic: string | undefined
  readonly text: string
}

/** An event is written down once, however many hear it. */
const written = new WeakMap<RealtimeEvent, Written>()

const textOf = (event: RealtimeEvent, topic: string | undefined): string => {
  const known = written.get(event)
  if (known && known.topic === topic) return known.text
  const text = JSON.stringify(topic === undefined ? event : { topic, ...event })
  written.set(event, { topic, text })
  return text
}

const createSender = (socket: WebSocket, { events, limits, outbox }: Shared, overflow: () => void): Connection['send'] => {
  const send = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > limits.backlogBytes) {
      events.realtimeUndelivered()
      return overflow()
    }
    socket.send(text, (error) => (error ? events.realtimeUndelivered() : events.realtimeMessage('sent')))
  }
  return (event, topic) => {
    const text = textOf(event, topic)
    outbox(() => send(text))
  }
}

const createPulse = (socket: WebSocket, most: number): Pick<Connection, 'beat' | 'mayReceive'> => {
  let answered = true
  let received = 0
  socket.on('pong', () => (answered = true))
  return {
    mayReceive: () => ++received <= most,
    beat: () => {
      const wasAlive = answered
      answered = false
      received = 0
      if (socket.readyState === socket.OPEN) socket.ping()
      return wasAlive
    },
  }
}

const createEndings = (socket: WebSocket, ended: (reason: RealtimeEnding) => void): Pick<Connection, 'close' | 'drop'> => {
  let given: RealtimeEnding | undefined
  let impatience: NodeJS.Timeout | undefined
  // a message that is too long or no text; the library says farewell itself
  socket.on('error', () => (given ??= 'misuse'))
  socket.on('close', (code) => {
    clearTimeout(impatience)
    ended(given ?? (code === WITHOUT_FAREWELL ? 'lost' : 'client'))
  })
  return {
    close: (reason, code, farewell) => {
      given ??= reason
      impatience ??= setTimeout(() => socket.terminate(), FAREWELL_MILLISECONDS)
      socket.close(code, farewell)
    },
    drop: (reason) => {
      given ??= reason
      socket.terminate()
    },
  }
}

/** A client's line and what it listens to; `ended` is called once, when it is gone and listens to nothing. */
export const createConnection = (
  socket: WebSocket,
  session: string,
  surroundings: Shared,
  ended: (connection: Connection) => void,
): Connection => {
  const { hub, events, limits } = surroundings
  const topics = new Map<string, () => void>()
  const endings = createEndings(socket, (reason) => {
    for (const forget of topics.values()) forget()
    topics.clear()
    events.realtimeClosed(reason)
    ended(connection)
  })
  const send = createSender(socket, surroundings, () => endings.drop('overflow'))
  const connection: Connection = Object.freeze({
    session,
    ...endings,
    ...createPulse(socket, limits.messagesPerHeartbeat),
    send,
    topics: () => [...topics.keys()],
    listen: (topic) => {
      if (topics.has(topic)) return true
      if (topics.size >= limits.topicsPerConnection || socket.readyState !== socket.OPEN) return false
      topics.set(topic, hub.subscribe(topic, send))
      return true
    },
    forget: (topic) => {
      topics.get(topic)?.()
      topics.delete(topic)
    },
  } satisfies Connection)
  return connection
}
