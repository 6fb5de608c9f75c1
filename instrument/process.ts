/**
 * The Node.js process itself, as prom-client measures it. This is the one file that knows prom-client.
 */
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Instruments } from './registry.js'

const collected = new WeakSet<Instruments>()

/**
 * Adds prom-client's default metrics to the page, under the names that the catalogue's family nodeProcess lists.
 * Returns what takes them off the page again. Throws TypeError where they are on it already: each would be there twice.
 *
 * @example
 * const stop = collectProcess(instruments)
 */
export const collectProcess = (instruments: Instruments): (() => void) => {
  if (collected.has(instruments)) throw new TypeError('the process is collected already; call collectProcess once')
  collected.add(instruments)
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const remove = instruments.append(async () => `${(await registry.metrics()).trimEnd()}\n`)
  return () => {
    collected.delete(instruments)
    remove()
  }
}
