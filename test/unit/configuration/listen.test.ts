import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { listen, UsageError } from '../../../configuration/index.js'

const taken = createServer()
afterAll(() => taken.close())
const chooseBy = '--port'

test('a port that is taken is told with its holder and how to choose another', async () => {
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  const refused = listen(createServer(), { host: '127.0.0.1', port, chooseBy })
  await expect(refused).rejects.toBeInstanceOf(UsageError)
  await expect(refused).rejects.toThrow(
    new RegExp(
      `^Port ${port} on 127\\.0\\.0\\.1 is in use by .+ \\(process ${process.pid}\\); stop that or choose another port with --port\\.$`,
    ),
  )
})

test('an address that this machine does not have is told', async () => {
  const refused = listen(createServer(), { host: '203.0.113.1', port: 0, chooseBy })
  await expect(refused).rejects.toThrow('This machine has no address 203.0.113.1; listen on 127.0.0.1 or on 0.0.0.0.')
})

test('a server that listens tells where, also on IPv6', async () => {
  const server = createServer()
  expect(await listen(server, { host: '127.0.0.1', port: 0, chooseBy })).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  server.close()
})
