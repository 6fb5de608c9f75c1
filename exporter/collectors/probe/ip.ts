export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

const GROUPS = 8

/** The bytes of an address: 4, or 16 as `new URL` understands its groups. */
export const bytesOf = ({ address, family }: Address): readonly number[] => {
  if (family === 4) return address.split('.').map(Number)
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const [before = [], after = []] = plain.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: GROUPS - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].flatMap((group) => {
    const number = Number.parseInt(group, 16)
    return [number >> 8, number & 255]
  })
}

/** Networks of IPv6 that carry an address of version 4: their first bytes, and where it begins. */
const CARRIERS: readonly (readonly [prefix: readonly number[], at: number])[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], 12],
  [[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], 12],
  [[0x20, 0x02], 2],
]

/**
 * The address of version 4 that one of version 6 stands for (mapped, NAT64, 6to4), or the address itself.
 *
 * @example
 * innermost({ address: '::ffff:169.254.169.254', family: 6 })   // { address: '169.254.169.254', family: 4 }
 */
export const innermost = (address: Address): Address => {
  if (address.family === 4) return address
  const bytes = bytesOf(address)
  const carrier = CARRIERS.find(([prefix]) => prefix.every((byte, index) => bytes[index] === byte))
  if (!carrier) return address
  const [, at] = carrier
  return { address: bytes.slice(at, at + 4).join('.'), family: 4 }
}
