import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { expect, test } from 'vitest'
import { UsageError } from '../../../configuration/index.js'
import { listenersIn, portHolder } from '../../../configuration/index.js'
import { chosenPorts, freePort, isFree, privatePort, refuseTakenPorts } from '../../../stack/ports.js'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2382 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 4711 1 0000 100 0 0 10 0
   1: 0100007F:C350 0100007F:2382 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0000 20 4 30 10 -1
   2: 0100007F:2383 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0000 100 0 0 10 0`

test('a listener is the socket in state 0A whose own port it is', () => {
  expect(listenersIn(TABLE, 9090)).toEqual([{ inode: '4711', uid: 101 }])
  expect(listenersIn(TABLE, 50_000)).toEqual([])
})

test('a port is the usual one until its variable chooses another', () => {
  expect([...chosenPorts({ PLIMSOLL_PROMETHEUS_PORT: '19090', PLIMSOLL_SHOP_PORT: '' }, ['prometheus', 'shop'])]).toEqual([
    ['prometheus', 19_090],
    ['shop', 4000],
  ])
})

test.each(['0', '70000', '9090x', '-1', '1e3', ' 9090'])('%j is no port, and the error names its variable', (text) => {
  expect(() => chosenPorts({ PLIMSOLL_DESK_PORT: text }, ['desk'])).toThrow(
    new UsageError(`PLIMSOLL_DESK_PORT=${text}: give a port from 1 to 65535`),
  )
})

test('two services on one port are refused with both variables', () => {
  expect(() => chosenPorts({ PLIMSOLL_DESK_PORT: '4000' }, ['shop', 'desk'])).toThrow(/PLIMSOLL_DESK_PORT and PLIMSOLL_SHOP_PORT/)
})

test('a taken port is refused with who has it and the variable that chooses another', async () => {
  const { server, port } = await listening()
  try {
    expect(await isFree(port)).toBe(false)
    const refusal = refuseTakenPorts(new Map([['desk', port]]))
    await expect(refusal).rejects.toBeInstanceOf(UsageError)
    await expect(refusal).rejects.toThrow(`(process ${process.pid}): stop it, or choose another with PLIMSOLL_DESK_PORT=`)
    expect(portHolder(port)).toContain(`process ${process.pid}`)
  } finally {
    server.close()
  }
})

test('free ports are refused to nobody', async () => {
  await expect(refuseTakenPorts(new Map([['desk', await freePort()]]))).resolves.toBeUndefined()
})

test('a private port avoids those that are chosen already', async () => {
  const draws = [0, 0, 0.5]
  expect(await privatePort(new Set([20_000]), () => draws.shift() ?? 0.7)).toBeGreaterThan(20_000)
})

function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 })
    })
  })
}
