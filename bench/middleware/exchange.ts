/**
 * Requests without a network: Node's own request and answer on a socket that throws everything away, so that what is
 * left to measure is the application.
 */
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Handler } from './subjects.js'

class Sink extends Socket {
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done()
  }
  override _writev(_chunks: unknown, done: () => void): void {
    done()
  }
}

/** Sends one request through the handler; resolves when its answer is closed, as a server closes it. */
export const exchange = (handle: Handler, socket: Socket, url: string): Promise<void> =>
  new Promise((resolve) => {
    const request = new IncomingMessage(socket)
    request.method = 'GET'
    request.url = url
    request.headers = { host: '127.0.0.1', accept: 'application/json' }
    request.complete = true
    const response = new ServerResponse(request)
    response.assignSocket(socket)
    response.on('finish', () => {
      response.detachSocket(socket)
      process.nextTick(() => {
        response.destroyed = true
        response.emit('close')
        resolve()
      })
    })
    handle(request, response)
  })

export const createSocket = (): Socket => new Sink()
