import type { Buffer } from 'node:buffer'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** Bytes that are handed to the socket at a time, as a list and in one call of the system. */
const BATCH = 2 ** 18

const batches = (parts: readonly Buffer[]): readonly (readonly Buffer[])[] => {
  const all: Buffer[][] = [[]]
  let size = 0
  for (const part of parts) {
    if (size >= BATCH) {
      all.push([])
      size = 0
    }
    all.at(-1)?.push(part)
    size += part.length
  }
  return all
}

const drained = async (response: ServerResponse): Promise<void> => {
  const controller = new AbortController()
  const { signal } = controller
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  } finally {
    controller.abort()
  }
}

/**
 * Answers with these parts, as fast as the reader takes them, without joining them first. The caller has set status and
 * headers but for the length. Ends as well where the reader leaves.
 */
export const sendParts = async (response: ServerResponse, parts: readonly Buffer[]): Promise<void> => {
  response.setHeader(
    'content-length',
    parts.reduce((sum, { length }) => sum + length, 0),
  )
  for (const batch of response.req.method === 'HEAD' ? [] : batches(parts)) {
    if (response.destroyed) return
    response.cork()
    for (const part of batch) response.write(part)
    response.uncork()
    if (response.writableNeedDrain) await drained(response)
  }
  response.end()
}
