import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Who sent a request, as far as can be known. */
export type AddressOf = (request: {
  readonly headers: IncomingMessage['headers']
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'>
}) => string

type Family = 'ipv4' | 'ipv6'

const familyOf = (address: string): Family | undefined => {
  const version = isIP(address)
  return version === 0 ? undefined : `ipv${version === 4 ? 4 : 6}`
}

const LONGEST = { ipv4: 32, ipv6: 128 } as const

/** True for an address and for a network such as 10.0.0.0/8. */
export const isNetwork = (text: string): boolean => {
  const [address = '', length, ...rest] = text.split('/')
  const family = familyOf(address)
  if (family === undefined || rest.length > 0) return false
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= LONGEST[family])
}

const listOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', length] = network.split('/')
    const family = familyOf(address) ?? 'ipv4'
    list.addSubnet(address, Number(length ?? LONGEST[family]), family)
  }
  return list
}

/** Where a shop listens for both families, an IPv4 address is written as IPv6. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/**
 * Asks who sent a request. A proxy that is trusted names the visitor last in X-Forwarded-For; what stands before that, and
 * what anybody else writes there, is not believed.
 *
 * @param trusted addresses and networks, each checked by {@link isNetwork}
 * @example createAddressOf(['127.0.0.1', '10.0.0.0/8'])(request)
 */
export const createAddressOf = (trusted: readonly string[]): AddressOf => {
  const proxies = listOf(trusted)
  return ({ socket, headers }) => {
    const peer = plain(socket.remoteAddress ?? 'unknown')
    const family = familyOf(peer)
    if (family === undefined || !proxies.check(peer, family)) return peer
    const named = plain(
      String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim() ?? '',
    )
    return familyOf(named) === undefined ? peer : named
  }
}
