import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Connection } from './client.js'

const PATIENCE_MILLISECONDS = 10_000
/** How long somebody stays on a page that moves by itself. */
const STAYS_MILLISECONDS = 3000

/** Resolves with the status of the handshake once it is decided: 101 is an open socket, 0 no answer. */
const handshake = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => {
    socket.once('open', () => resolve(101))
    socket.once('unexpected-response', (request, response) => {
      request.destroy()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', () => resolve(0))
  })

const ended = async (socket: WebSocket): Promise<void> => {
  if (socket.readyState === WebSocket.CLOSED) return
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const timer = setTimeout(() => socket.terminate(), 1000)
  socket.close()
  await closed
  clearTimeout(timer)
}

/**
 * Watches an auction over a WebSocket while the work goes on and some seconds after it, and leaves. Where the shop has no such
 * channel the work goes on without.
 */
export const watchOver =
  ({ url, signal, takeTurn, count }: Connection) =>
  async (auction: number, session: string, work: () => Promise<void>): Promise<void> => {
    await takeTurn(signal)
    const address = `${url.replace(/^http/, 'ws')}/api/realtime?session=${encodeURIComponent(session)}`
    const socket = new WebSocket(address, { handshakeTimeout: PATIENCE_MILLISECONDS })
    const leave = (): void => socket.terminate()
    signal.addEventListener('abort', leave)
    try {
      const status = await handshake(socket)
      if (!signal.aborted) count('watch', status)
      if (status === 101) socket.send(JSON.stringify({ subscribe: `auction:${auction}` }))
      await work()
      if (status === 101) await sleep(STAYS_MILLISECONDS, undefined, { signal })
    } finally {
      signal.removeEventListener('abort', leave)
      await ended(socket)
    }
  }
