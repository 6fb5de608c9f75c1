/**
 * Settles with the work, or with the signal's reason as soon as it is aborted; work is not begun where it is already.
 *
 * @param onAbort ends the work where it cannot see the signal itself.
 */
export const unlessAborted = <Result>(signal: AbortSignal, work: () => Promise<Result>, onAbort = () => {}): Promise<Result> =>
  new Promise((resolve, reject) => {
    const abort = (): void => {
      onAbort()
      reject(signal.reason as Error)
    }
    if (signal.aborted) return reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    const settled = (settle: () => void): void => {
      signal.removeEventListener('abort', abort)
      settle()
    }
    work().then(
      (result) => settled(() => resolve(result)),
      (error: unknown) => settled(() => reject(error as Error)),
    )
  })
