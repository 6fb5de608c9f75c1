import { setTimeout as delay } from 'node:timers/promises'

const PATIENCE_MILLISECONDS = 500

/** Work that takes longer than a scrape may: it is done beside, and its last result is given. */
export interface Background<Result> {
  /**
   * The last result with its age, undefined before the first. Asking starts the work anew where the result is older than
   * the interval, and nothing else does: what nobody asks for costs nothing.
   *
   * @throws what the work threw last.
   */
  readonly latest: () => Result | undefined
  /** Ends what is under way, and waits for it a moment: a program that was asked may not be told to stop. */
  readonly stop: () => Promise<void>
}

interface Ended<Result> {
  readonly at: number
  readonly result?: Result
  readonly error?: unknown
}

/**
 * @example
 * const walk = inBackground(300, (signal) => countFiles('/uploads', signal))
 * walk.latest()   // undefined, and the walk begins
 */
export const inBackground = <Result>(intervalSeconds: number, work: (signal: AbortSignal) => Promise<Result>): Background<Result> => {
  const controller = new AbortController()
  let running: Promise<void> | undefined
  let last: Ended<Result> | undefined

  const run = async (): Promise<void> => {
    try {
      last = { result: await work(controller.signal), at: performance.now() }
    } catch (error) {
      last = { error, at: performance.now() }
    }
    running = undefined
  }

  const isDue = (): boolean => !last || performance.now() - last.at >= intervalSeconds * 1000
  return {
    latest: () => {
      if (!running && !controller.signal.aborted && isDue()) running = run()
      if (last && 'error' in last) throw last.error
      return last?.result
    },
    stop: async () => {
      controller.abort(new Error('the exporter stops'))
      await Promise.race([running, delay(PATIENCE_MILLISECONDS, undefined, { ref: false })])
    },
  }
}
