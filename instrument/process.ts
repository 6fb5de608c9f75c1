/**
 * The Node.js process itself, as prom-client measures it. This is the one file that knows prom-client.
 */
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Instruments } from './registry.js'

/**
 * Adds prom-client's default metrics to the page, under the names that the catalogue's family nodeProcess lists.
 * Returns what takes them off the page again.
 */
export const collectProcess = (instruments: Instruments): (() => void) => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return instruments.append(async () => `${(await registry.metrics()).trimEnd()}\n`)
}
