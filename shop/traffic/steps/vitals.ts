import { pickWeighted, type Random } from '../../random.js'
import type { Visitor } from '../visitor.js'

const DEVICES = ['phone', 'desktop', 'tablet'] as const
const CONNECTIONS = ['4g', '3g', 'unknown'] as const
/** How much slower each paints than the fastest. */
const SLOWNESS = { phone: 2, desktop: 1, tablet: 1.5 } as const
/** What the network adds to each way, in milliseconds. */
const NETWORK = { '4g': 40, '3g': 300, unknown: 60 } as const

/** Most are near the middle and a few far above, as times on the network are. */
const around = (random: Random, middle: number): number => middle * Math.exp((random() + random() + random() - 1.5) * 0.9)

interface Beacon {
  readonly page: string
  readonly device: (typeof DEVICES)[number]
  readonly connection: (typeof CONNECTIONS)[number]
  readonly values: Readonly<Record<'TTFB' | 'FCP' | 'LCP' | 'INP' | 'CLS', number>>
}

/** What a browser would tell of a page whose answer took so long: the shop's own time is measured, the rest is likely. */
export const beaconOf = (random: Random, page: string, answerMilliseconds: number): Beacon => {
  const device = DEVICES[pickWeighted(random, [6, 3, 1])] ?? 'phone'
  const connection = CONNECTIONS[pickWeighted(random, [85, 5, 10])] ?? '4g'
  const network = NETWORK[connection]
  const ttfb = around(random, network) + answerMilliseconds
  const fcp = ttfb + around(random, 150 * SLOWNESS[device])
  const lcp = fcp + around(random, 180 * SLOWNESS[device] + network)
  const inp = around(random, 30 * SLOWNESS[device])
  const cls = around(random, 0.01)
  const values = { TTFB: Math.round(ttfb), FCP: Math.round(fcp), LCP: Math.round(lcp), INP: Math.round(inp), CLS: Number(cls.toFixed(4)) }
  return { page, device, connection, values }
}

/** Tells the shop how a page was to this visitor, as its browser does when the page is left. */
export const beacon = async ({ client, random }: Visitor, page: string, answerMilliseconds: number): Promise<void> => {
  await client.post('vitals', '/api/vitals', beaconOf(random, page, answerMilliseconds))
}
