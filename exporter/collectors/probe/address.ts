import { performance } from 'node:perf_hooks'
import { probe } from '../../../definition/catalogue/index.js'
import { bytesOf, type Address } from './ip.js'
import type { Probing } from './probing.js'
import { resolveAddress } from './resolve.js'

/** FNV-1a of the address' bytes, as blackbox_exporter has it. */
export const addressHash = (address: Address): number =>
  bytesOf(address).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01_00_01_93) >>> 0, 0x81_1c_9d_c5)

/** The address of the endpoint, checked once and used from then on: a name that answers otherwise later changes nothing. */
export const firstAddress = async ({ url, rules, labels, into, guard, signal }: Probing): Promise<Address> => {
  const start = performance.now()
  try {
    const address = await resolveAddress(url.hostname, rules.address, signal)
    into.set(probe.probe_ip_protocol, labels, address.family)
    into.set(probe.probe_ip_addr_hash, labels, addressHash(address))
    guard.check(address, 0)
    return address
  } finally {
    into.set(probe.probe_dns_lookup_time_seconds, labels, (performance.now() - start) / 1000)
  }
}
