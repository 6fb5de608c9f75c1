import type { IncomingMessage } from 'node:http'
import { BadRequest } from '../inbox/bad-request.js'

/** A notification with 5,000 alerts of a kilobyte and a half; bytes. */
const LARGEST_BODY = 8 * 1024 * 1024

const tooLarge = () =>
  new BadRequest(`The body is larger than ${LARGEST_BODY / 1024 / 1024} MiB; set max_alerts in the webhook's receiver.`, 413)

const collect = async (request: IncomingMessage): Promise<Buffer> => {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Reads a JSON body. The content type is demanded because a page of another site can post anything but that without
 * asking first.
 *
 * @throws BadRequest
 */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new BadRequest('The body must be sent as content-type application/json.', 415)
  }
  const body = await collect(request)
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new BadRequest('The body is not JSON.')
  }
}
