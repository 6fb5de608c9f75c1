/** Passes a WebSocket on to the shop, byte by byte. */
import { request as requestOf, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const PATIENCE_MILLISECONDS = 5000

const headOf = (answer: IncomingMessage): string => {
  const lines = [`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`]
  for (let index = 0; index < answer.rawHeaders.length; index += 2)
    lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Either end takes the other with it. */
const join = (one: Duplex, other: Duplex): void => {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }
}

export const refuseUpgrade = (socket: Duplex, status: '404 Not Found' | '502 Bad Gateway'): void =>
  void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)

/** Asks the shop at `target` for the upgrade that the browser asked for, and joins the two. */
export const passUpgradeOn = (request: IncomingMessage, socket: Duplex, head: Buffer, target: URL): void => {
  const headers = { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress ?? 'unknown' }
  const onward = requestOf(target, { headers, timeout: PATIENCE_MILLISECONDS })
  socket.on('error', () => onward.destroy())
  socket.on('close', () => onward.destroy())
  onward.on('upgrade', (answer, upstream, upstreamHead) => {
    upstream.setTimeout(0)
    socket.write(headOf(answer))
    if (upstreamHead.length > 0) socket.write(upstreamHead)
    if (head.length > 0) upstream.write(head)
    join(socket, upstream)
  })
  onward.on('response', (answer) => {
    answer.on('error', () => socket.destroy())
    socket.write(headOf(answer))
    answer.pipe(socket)
  })
  onward.on('timeout', () => onward.destroy())
  onward.on('error', () => refuseUpgrade(socket, '502 Bad Gateway'))
  onward.end()
}
