import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Database } from '../database/database.js'
import { createAdmission } from './admission.js'
import { createConnection, type Connection, type Surroundings } from './connection.js'
import { createOutbox } from './outbox.js'
import { endOutdated } from './renewal.js'
import { fulfilWish } from './wishes.js'

export interface Channel {
  /** Takes a request to become a WebSocket; the HTTP server's `upgrade`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Ends a share of the connections as a broken line does, without a farewell; says how many. */
  readonly drop: (share?: number) => number
  /** Says farewell to everybody and takes nobody more. */
  readonly close: () => Promise<void>
}

interface Needed extends Surroundings {
  readonly database: Database
  readonly logger: Logger
}

const GOING_AWAY = 1001
const POLICY = 1008
const TRY_AGAIN = 1013

const hear = (connection: Connection, socket: WebSocket, { database, events, limits, logger }: Needed): void => {
  socket.on('message', (data, isBinary) => {
    events.realtimeMessage('received')
    if (isBinary || !connection.mayReceive()) return connection.close('misuse', POLICY, isBinary ? 'send text' : 'send less')
    fulfilWish(database, connection, data.toString(), limits).catch((error: unknown) => {
      logger.warn({ err: error }, 'a realtime wish could not be fulfilled')
      connection.close('misuse', TRY_AGAIN, 'try again')
    })
  })
}

const pulse = (connections: ReadonlySet<Connection>): void => {
  for (const connection of connections) if (!connection.beat()) connection.drop('silent')
}

/** Beats while anybody is connected. */
const createHeart = (connections: ReadonlySet<Connection>, { database, limits, logger }: Needed): (() => void) => {
  let timer: NodeJS.Timeout | undefined
  const beat = (): void => {
    pulse(connections)
    endOutdated(database, connections).catch((error: unknown) => logger.warn({ err: error }, 'sessions could not be looked up'))
  }
  return () => {
    if (connections.size > 0) timer ??= setInterval(beat, limits.heartbeatSeconds * 1000)
    if (connections.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/**
 * The shop's realtime channel, at /api/realtime?session=…: what the hub publishes, to those who listen. Connections,
 * topics, messages and what waits for a slow reader are bounded.
 */
export const createChannel = (needed: Needed): Channel => {
  const server = new WebSocketServer({ noServer: true, maxPayload: needed.limits.messageBytes, perMessageDeflate: false })
  const connections = new Set<Connection>()
  const shared = { ...needed, outbox: createOutbox() }
  const admission = createAdmission(needed, connections)
  const keepBeating = createHeart(connections, needed)
  const welcome = (socket: WebSocket, session: string): void => {
    const connection = createConnection(socket, session, shared, (gone) => {
      connections.delete(gone)
      keepBeating()
    })
    connections.add(connection)
    keepBeating()
    needed.events.realtimeOpened('accepted')
    hear(connection, socket, needed)
  }
  return Object.freeze({
    upgrade: (request, socket, head) => {
      admission.ask(request, socket, (session) => server.handleUpgrade(request, socket, head, (client) => welcome(client, session)))
    },
    drop: (share = 1) => {
      const lost = [...connections].slice(0, Math.ceil(connections.size * share))
      for (const connection of lost) connection.drop('lost')
      return lost.length
    },
    close: async () => {
      admission.close()
      for (const connection of connections) connection.close('shutdown', GOING_AWAY, 'the shop restarts')
      while (connections.size > 0) await sleep(10)
      server.close()
    },
  } satisfies Channel)
}
