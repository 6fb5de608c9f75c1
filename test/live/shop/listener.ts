import { WebSocket } from 'ws'

interface Told {
  readonly type: string
  readonly topic?: string
  readonly [field: string]: unknown
}

export interface Listening {
  readonly say: (wish: object) => void
  readonly write: (data: string | Buffer) => void
  /** The next message of this type that nobody has taken yet; what came before it stays heard. */
  readonly next: (type: string, seconds?: number) => Promise<Told>
  readonly heard: () => readonly Told[]
  /** How the line ended. */
  readonly ended: (seconds?: number) => Promise<{ readonly code: number; readonly reason: string }>
  readonly close: () => void
  /** Ends the line without a farewell. */
  readonly break: () => void
  /** Answers no heartbeat more, as a machine that has gone to sleep. */
  readonly stopAnswering: () => void
  /** Takes nothing more from the line, which stays open. */
  readonly readNoMore: () => void
}

const within = async <T>(find: () => T | undefined, what: string, seconds: number): Promise<T> => {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const found = find()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${seconds} s`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const addressOf = (url: string, session: string): string => `${url.replace('http', 'ws')}/api/realtime?session=${session}`

const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })

/** Connects to the realtime channel as a page does. */
export const listenerOf = async (url: string, session: string): Promise<Listening> => {
  const socket = new WebSocket(addressOf(url, session))
  const heard: Told[] = []
  const taken = new Set<Told>()
  let end: { code: number; reason: string } | undefined
  socket.on('message', (data) => heard.push(JSON.parse(String(data)) as Told))
  socket.on('close', (code, reason) => (end = { code, reason: reason.toString() }))
  await opened(socket)
  socket.on('error', () => undefined)
  return {
    say: (wish) => socket.send(JSON.stringify(wish)),
    write: (data) => socket.send(data),
    heard: () => heard,
    next: async (type, seconds = 3) => {
      const found = await within(() => heard.find((told) => told.type === type && !taken.has(told)), `a message ${type}`, seconds)
      taken.add(found)
      return found
    },
    ended: (seconds = 3) => within(() => end, 'the end', seconds),
    close: () => socket.close(),
    break: () => socket.terminate(),
    readNoMore: () => socket.pause(),
    stopAnswering: () => {
      socket.pong = () => undefined
    },
  }
}

/** The status with which an upgrade is refused. */
export const refusalOf = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'))
    socket.once('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0)
      socket.on('error', () => undefined)
      socket.terminate()
    })
    socket.once('open', () => {
      socket.terminate()
      reject(new Error('the upgrade was accepted'))
    })
    socket.once('error', reject)
  })
