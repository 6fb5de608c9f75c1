import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MILLISECONDS = 3000
const PATIENCE_MILLISECONDS = 2000
const MOST_TIMES = 10

const factorOf = (body: unknown): number => {
  const factor = typeof body === 'object' && body !== null && 'factor' in body ? body.factor : 1
  return typeof factor === 'number' && factor >= 0 && factor <= MOST_TIMES ? factor : 1
}

const ask = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/api/traffic/wish`, { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) })
  return factorOf(await response.json())
}

/**
 * How many times its usual visitors the shop wishes for, asked every few seconds until the signal: a fault switch is thrown in
 * the shop, and the visitors are another process. 1 while the shop does not say.
 */
export const followWish = (url: string, signal: AbortSignal): (() => number) => {
  let factor = 1
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      factor = await ask(url).catch(() => 1)
      await sleep(PAUSE_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  void follow()
  return () => factor
}
