import type { IncomingMessage } from 'node:http'
import type { Context } from 'koa'
import { RequestError } from '../../errors.js'

/** Bodies that are read at a time; together they bound the memory. */
const AT_A_TIME = 16

const collect = (request: IncomingMessage, limit: number, tooLarge: () => RequestError): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    const onData = (part: Buffer): void => {
      size += part.length
      if (size <= limit) return void parts.push(part)
      // the rest flows away unkept, so that the sender gets to read the answer
      request.off('data', onData).resume()
      reject(tooLarge())
    }
    request.on('data', onData)
    request.on('end', () => resolve(Buffer.concat(parts)))
    const breakOff = (cause?: Error): void => reject(new RequestError(400, 'The body broke off.', { cause }))
    request.on('error', breakOff)
    request.on('close', breakOff)
  })

/** Reads bodies as they come, up to so many bytes each and so many at a time. */
export const rawBodyReader = (limit: number, tooLarge: () => RequestError): ((context: Context) => Promise<Buffer>) => {
  let reading = 0
  return async (context) => {
    if (Number(context.get('content-length')) > limit) throw tooLarge()
    if (reading >= AT_A_TIME) throw new RequestError(503, 'Too many files arrive at this moment; try again in a moment.')
    reading++
    try {
      return await collect(context.req, limit, tooLarge)
    } finally {
      reading--
    }
  }
}
