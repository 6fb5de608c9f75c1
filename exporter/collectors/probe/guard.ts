import { BlockList } from 'node:net'
import { ProbeFailure } from './failure.js'
import { innermost, type Address } from './ip.js'

/** Which addresses a probe may connect to. */
export interface Guard {
  /**
   * @param hop 0 for the endpoint itself, more for where it redirects to.
   * @throws ProbeFailure for an address that is out of bounds.
   */
  readonly check: (address: Address, hop: number) => void
}

const listOf = (...networks: readonly (readonly [network: string, bits: number, family: 'ipv4' | 'ipv6'])[]): BlockList => {
  const list = new BlockList()
  for (const [network, bits, family] of networks) list.addSubnet(network, bits, family)
  return list
}

/** Where clouds hand out credentials to whoever asks from the machine, and what is no endpoint at all. */
const GUARDED = listOf(
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
  ['fd20:ce::254', 128, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
)
const LOOPBACK = listOf(['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6'])

const isIn = (list: BlockList, { address, family }: Address): boolean => list.check(address, family === 4 ? 'ipv4' : 'ipv6')

/**
 * Keeps probes from addresses that answer because of who asks. What the configuration names is asked as it stands;
 * what a caller of /probe names, and wherever an endpoint redirects to, never reaches metadata services and
 * link-local neighbours, and a redirect never leads from outside to this machine itself.
 */
export const createGuard = (isConfigured: boolean): Guard => {
  let beganOutside = false
  return {
    check: (address, hop) => {
      const meant = innermost(address)
      const isLocal = isIn(LOOPBACK, meant)
      if (hop === 0) beganOutside = !isLocal
      if (hop === 0 && isConfigured) return
      if (!isLocal && isIn(GUARDED, meant)) throw new ProbeFailure(`the address ${address.address} is out of bounds`)
      if (hop > 0 && beganOutside && isLocal) throw new ProbeFailure('the redirect leads to this machine itself')
    },
  }
}
