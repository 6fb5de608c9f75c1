interface Closable {
  readonly close: () => Promise<void>
}

/** Runs until SIGTERM or SIGINT, then closes once; a second signal changes nothing. */
export const untilStopped = (running: Closable): Promise<void> =>
  new Promise((resolve, reject) => {
    let stopping = false
    const stop = (): void => {
      if (stopping) return
      stopping = true
      running.close().then(resolve, reject)
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  })
