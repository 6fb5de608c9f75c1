import type { IncomingMessage } from 'node:http'
import { ProbeFailure } from './failure.js'

export interface Body {
  readonly bytes: number
  /** Empty where it is only counted. */
  readonly text: string
}

/** Reads to the end, keeping what patterns need and nothing else. */
export const readBody = (message: IncomingMessage, limit: number, isKept: boolean, signal: AbortSignal): Promise<Body> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let bytes = 0
    const fail = (error: Error) => {
      reject(error)
      message.destroy()
    }
    message.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes > limit) fail(new ProbeFailure(`the answer is longer than ${limit} bytes`))
      else if (isKept) parts.push(part)
    })
    message.once('end', () => resolve({ bytes, text: Buffer.concat(parts).toString('utf8') }))
    message.once('error', reject)
    message.once('close', () => reject(new ProbeFailure('the answer ended before its end')))
    signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true })
  })
