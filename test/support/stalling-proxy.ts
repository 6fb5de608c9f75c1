/** A TCP proxy that fails as networks do: it swallows, stalls after so many bytes, resets, or is gone. */
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

export type ProxyMode =
  | 'pass'
  /** Accepts, reads, and never says anything. */
  | 'swallow'
  /** Passes so many bytes of each server's answers, then nothing. */
  | { readonly stallAfterBytes: number }
  /** Accepts and resets at once. */
  | 'reset'

export interface StallingProxy {
  readonly port: number
  /** Holds for connections there are as for those to come. */
  readonly set: (mode: ProxyMode) => void
  /** Connections that clients hold open. */
  readonly open: () => number
  /** Connections that clients have made so far. */
  readonly accepted: () => number
  readonly close: () => Promise<void>
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
  /** Bytes of answers that were passed since the mode was set. */
  passed: number
}

/** Passes what comes for `to`, until it is told otherwise; each side learns of the other's end as without a proxy. */
export const startStallingProxy = async (to: { readonly host: string; readonly port: number }): Promise<StallingProxy> => {
  let mode: ProxyMode = 'pass'
  let accepted = 0
  const pairs = new Set<Pair>()

  const isStalled = ({ passed }: Pair): boolean => mode === 'swallow' || (typeof mode === 'object' && passed >= mode.stallAfterBytes)
  const answer = (pair: Pair, bytes: Buffer): void => {
    if (isStalled(pair)) return
    const length = typeof mode === 'object' ? mode.stallAfterBytes - pair.passed : bytes.length
    pair.passed += bytes.length
    pair.client.write(bytes.subarray(0, length))
  }
  const join = (client: Socket): void => {
    const pair: Pair = { client, server: connect({ host: to.host, port: to.port, allowHalfOpen: true }), passed: 0 }
    pairs.add(pair)
    const { server } = pair
    client.on('data', (bytes) => {
      if (mode !== 'swallow') server.write(bytes)
    })
    server.on('data', (bytes) => answer(pair, bytes))
    client.on('end', () => server.end())
    server.on('end', () => client.end())
    for (const socket of [client, server]) {
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        for (const other of [client, server]) other.destroy()
        pairs.delete(pair)
      })
    }
  }
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    accepted += 1
    if (mode === 'reset') client.resetAndDestroy()
    else join(client)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  return {
    port: (listener.address() as AddressInfo).port,
    set: (wanted) => {
      mode = wanted
      for (const pair of pairs) {
        pair.passed = 0
        if (wanted === 'reset') pair.client.resetAndDestroy()
      }
    },
    open: () => pairs.size,
    accepted: () => accepted,
    close: async () => {
      for (const { client } of pairs) client.destroy()
      await new Promise<void>((resolve) => listener.close(() => resolve()))
    },
  }
}
