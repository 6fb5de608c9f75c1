import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { BusinessEvents } from '../../instrument/index.js'
import type { Database } from '../database/database.js'
import { RequestError, unknownSession } from '../errors.js'
import type { RealtimeLimits } from './limits.js'

interface Needed {
  readonly database: Database
  readonly events: BusinessEvents
  readonly limits: RealtimeLimits
}

interface Admission {
  /** Admits whoever may connect, under the session's token, and answers the others why not. */
  readonly ask: (request: IncomingMessage, socket: Duplex, admit: (session: string) => void) => void
  /** From now on nobody is admitted. */
  readonly close: () => void
}

const PATH = '/api/realtime'
const KNOWN = 'select id from sessions where id = $1'

const answerRefusal = (socket: Duplex, status: number, sentence: string): void => {
  const body = JSON.stringify({ error: sentence })
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-type: application/json\r\n`
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, () => socket.destroy())
}

const sessionOf = ({ url = '/', headers }: IncomingMessage): string => {
  const address = URL.canParse(url, 'http://shop') ? new URL(url, 'http://shop') : undefined
  if (address?.pathname !== PATH) throw new RequestError(404, `WebSockets are answered at ${PATH} alone.`)
  if (headers.upgrade?.toLowerCase() !== 'websocket') throw new RequestError(400, `At ${PATH} a connection becomes a WebSocket alone.`)
  const session = address.searchParams.get('session') ?? ''
  if (/^[A-Za-z0-9_-]{22,64}$/.test(session)) return session
  throw new RequestError(401, `Send the session as ${PATH}?session=…; open one with POST /api/sessions.`)
}

const refusalOf = (error: unknown): readonly [status: number, sentence: string] =>
  error instanceof RequestError ? [error.status, error.message] : [503, 'The shop cannot look up the session; try again in a moment.']

interface Seat {
  readonly session: string
}

const findRoom = (taken: readonly Seat[], session: string, { connections, connectionsPerSession }: RealtimeLimits): void => {
  if (taken.length >= connections) throw new RequestError(503, 'The shop takes no more connections; try again later.')
  if (taken.filter((other) => other.session === session).length < connectionsPerSession) return
  throw new RequestError(429, `A session has ${connectionsPerSession} connections at most; close one.`)
}

/** Who may connect: a known session, while there is room for it and for everybody. */
export const createAdmission = ({ database, events, limits }: Needed, connections: ReadonlySet<Seat>): Admission => {
  /** Sessions that are being looked up; they count as connected, lest a burst finds room for all. */
  const asking = new Set<Seat>()
  let isClosed = false
  const lookUp = async (seat: Seat): Promise<void> => {
    findRoom([...connections, ...asking], seat.session, limits)
    asking.add(seat)
    try {
      const known = await database.query('realtime_session', KNOWN, [seat.session])
      if (known.length === 0) throw unknownSession()
    } finally {
      asking.delete(seat)
    }
  }
  const examine = async (request: IncomingMessage): Promise<string> => {
    const session = sessionOf(request)
    await lookUp({ session })
    if (isClosed) throw new RequestError(503, 'The shop is stopping; try again in a moment.')
    return session
  }
  return {
    close: () => void (isClosed = true),
    ask: (request, socket, admit) => {
      const hangUp = (): void => void socket.destroy()
      const refuse = (error: unknown): void => {
        events.realtimeOpened('refused')
        answerRefusal(socket, ...refusalOf(error))
      }
      socket.on('error', hangUp)
      const welcome = async (): Promise<void> => {
        const session = await examine(request)
        socket.off('error', hangUp)
        if (!socket.destroyed) admit(session)
      }
      welcome().catch(refuse)
    },
  }
}
