import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, stopListening } from '../../../configuration/index.js'
import { startStorefront } from '../../../shop/static-server.js'

let upstream: Server
let storefront: Awaited<ReturnType<typeof startStorefront>>

beforeAll(async () => {
  const used = new Set<Socket>()
  // lets go of each connection just as it is used again
  upstream = createServer((request, response) => {
    if (used.has(request.socket)) return void request.socket.destroy()
    used.add(request.socket)
    return void response.end('{"answered":true}')
  })
  storefront = await startStorefront({ port: 0, apiUrl: await listen(upstream, { host: '127.0.0.1', port: 0, chooseBy: 'nothing' }) })
})
afterAll(async () => {
  await storefront?.close()
  await stopListening(upstream)
})

const ask = async (method: string): Promise<number> => {
  const answer = await fetch(`${storefront.url}/api/products`, { method })
  await answer.arrayBuffer()
  return answer.status
}

test('what only reads is asked again on a new connection, once; what changes something is not', async () => {
  expect([await ask('GET'), await ask('GET')]).toEqual([200, 200])
  expect([await ask('GET'), await ask('POST')]).toEqual([200, 502])
})
