interface Closable {
  readonly close: () => Promise<void>
}

type StopSignal = 'SIGINT' | 'SIGTERM'

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM']
const PATIENCE_MILLISECONDS = 2000

/**
 * Where a disk or a remote file system hangs, a thread of ours hangs in the kernel with it, and an orderly exit would wait
 * for that thread. Everything is closed by now, so that the process ends as one that takes no notice of the signal.
 */
const endThough = (signal: StopSignal): void => {
  const end = () => {
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  }
  setTimeout(end, PATIENCE_MILLISECONDS).unref()
}

/** Runs until SIGTERM or SIGINT, then closes once; a second signal changes nothing. */
export const untilStopped = (running: Closable): Promise<void> =>
  new Promise((resolve, reject) => {
    let stopping = false
    const stop = (signal: StopSignal): void => {
      if (stopping) return
      stopping = true
      running
        .close()
        .finally(() => endThough(signal))
        .then(resolve, reject)
    }
    for (const signal of SIGNALS) process.on(signal, stop)
  })

/** Aborted when a person or the system asks the command to end. */
export const untilTold = (): AbortSignal => {
  const controller = new AbortController()
  for (const name of [...SIGNALS, 'SIGHUP'] as const) process.on(name, () => controller.abort())
  return controller.signal
}
