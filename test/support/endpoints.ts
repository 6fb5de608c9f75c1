/** Servers on this machine that answer, or fail to, as a test wants; and what they were asked. */
import { createSocket } from 'node:dgram'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createPlainServer, type AddressInfo, type Server as PlainServer, type Socket } from 'node:net'
import type { Certificate } from './certificates.js'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

export interface Endpoint {
  readonly port: number
  readonly url: string
  /** Every request so far. */
  readonly seen: readonly Seen[]
  readonly close: () => Promise<void>
}

const opened = (server: PlainServer): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

const closer = (server: PlainServer) => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  return () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
}

/** A web server; over TLS where it has a certificate. */
export async function startEndpoint(listener: RequestListener, certificate?: Certificate): Promise<Endpoint> {
  const seen: Seen[] = []
  const recording: RequestListener = (request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers })
    listener(request, response)
  }
  const server: Server = certificate ? createSecureServer(certificate.pem, recording) : createServer(recording)
  server.on('tlsClientError', () => {})
  const close = closer(server)
  const port = await opened(server)
  return { port, url: `${certificate ? 'https' : 'http'}://localhost:${port}`, seen, close }
}

/** A server that does with its connections what the test says. */
export async function startPlain(onConnection: (socket: Socket) => void): Promise<Omit<Endpoint, 'seen'>> {
  const server = createPlainServer(onConnection)
  const close = closer(server)
  const port = await opened(server)
  return { port, url: `http://localhost:${port}`, close }
}

/** A DNS server that answers each message as the test says; not at all for undefined. */
export async function startNameServer(answer: (question: Buffer) => Buffer | undefined): Promise<Omit<Endpoint, 'seen' | 'url'>> {
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => {
    const message = answer(question)
    if (message) socket.send(message, port, address)
  })
  const port = await new Promise<number>((resolve) => socket.bind(0, '127.0.0.1', () => resolve(socket.address().port)))
  return { port, close: () => new Promise((resolve) => socket.close(() => resolve())) }
}

/** The question's answer: a code, and so many A records of 127.0.0.1. */
export function answerWith(question: Buffer, code: number, records: number): Buffer {
  const head = Buffer.from(question.subarray(0, 12))
  head.writeUInt16BE(0x81_80 | code, 2)
  head.writeUInt16BE(records, 6)
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1])
  return Buffer.concat([head, question.subarray(12), ...Array.from({ length: records }, () => record)])
}
