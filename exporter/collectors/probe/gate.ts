/** Lets so many works run at a time; the next ones wait their turn. */
export interface Gate {
  /** @throws the signal's reason where the turn does not come in time. */
  readonly pass: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>
  readonly waiting: () => number
}

export const createGate = (places: number): Gate => {
  const queue: (() => void)[] = []
  let free = places

  const enter = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const admit = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        queue.splice(queue.indexOf(admit), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      queue.push(admit)
    })

  const pass = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    signal.throwIfAborted()
    if (free > 0) free -= 1
    else await enter(signal)
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else free += 1
    }
  }
  return { pass, waiting: () => queue.length }
}
