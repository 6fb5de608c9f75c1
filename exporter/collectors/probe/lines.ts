import type { Socket } from 'node:net'
import { ProbeFailure } from './failure.js'

const MOST_BYTES = 65_536

/** Gives what the endpoint says line by line; a line without an end is given when the endpoint falls silent for good. */
export interface Lines {
  readonly next: () => Promise<string>
  /** Stops listening, so that somebody else can read from the connection. */
  readonly release: () => void
}

export const readLines = (socket: Socket, signal: AbortSignal): Lines => {
  let rest = ''
  let bytes = 0
  let isOver = false
  let wake: () => void = () => {}
  const onData = (part: Buffer) => {
    bytes += part.length
    rest += part.toString('latin1')
    if (bytes > MOST_BYTES) socket.pause()
    wake()
  }
  const onEnd = () => {
    isOver = true
    wake()
  }
  socket.on('data', onData)
  for (const event of ['end', 'close', 'error']) socket.on(event, onEnd)
  signal.addEventListener('abort', onEnd, { once: true })

  const next = async (): Promise<string> => {
    for (;;) {
      const [line, ...others] = rest.split('\n')
      if (line !== undefined && others.length > 0) {
        rest = others.join('\n')
        return line.replace(/\r$/, '')
      }
      if (signal.aborted) throw signal.reason
      if (bytes > MOST_BYTES) throw new ProbeFailure(`the endpoint says more than ${MOST_BYTES} bytes before it says what is expected`)
      if (isOver) throw new ProbeFailure('the endpoint closed the connection before it said what is expected')
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const release = () => {
    socket.off('data', onData)
    for (const event of ['end', 'close', 'error']) socket.off(event, onEnd)
  }
  return { next, release }
}
