/**
 * Leaving a server that does not answer. A connection that is given up still holds a session there until the server
 * has noticed; a new one beside it would be the first of a pile that ends at max_connections. So nobody comes back
 * before the earlier connection is gone on both sides.
 */
import type { Duplex } from 'node:stream'

/**
 * A side that never ends is forgotten after this long, for the machine may be gone and another have its name. Each time
 * that happens in a row it takes twice as long: a server whose sessions stick for good gets a handful of them, no pile.
 */
const PATIENCE_MILLISECONDS = 60_000
const LONGEST_PATIENCE_MILLISECONDS = 3_600_000

interface Leaving {
  readonly since: Date
  readonly gone: Promise<void>
  readonly cut: () => void
}

export interface Farewells {
  /** Counts a stream, whose end has been sent, until the other side has ended it too. */
  readonly leave: (stream: Duplex & { readonly connecting?: boolean }) => void
  /** Waits until the earlier connection is gone; fails with the reason when the signal is aborted first. */
  readonly gone: (signal: AbortSignal) => Promise<void>
  /** Cuts whatever is left after so many milliseconds. */
  readonly close: (graceMilliseconds: number) => Promise<void>
  /** The server answers again: what was learnt of its patience is void. */
  readonly forgive: () => void
}

const leaveStream = (stream: Duplex, patience: number, onForgotten: () => void): Leaving => {
  const cut = () => void stream.destroy()
  const forget = () => {
    onForgotten()
    cut()
  }
  const timer = setTimeout(forget, patience)
  timer.unref()
  const gone = new Promise<void>((resolve) => {
    stream.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
  stream.on('error', cut)
  stream.resume() // the end is only seen by those who read up to it
  return { since: new Date(), gone, cut }
}

const aborted = (signal: AbortSignal, since: Date): Promise<never> =>
  new Promise((_resolve, reject) => {
    const message = `the server holds on to the connection that was given up at ${since.toISOString()}`
    const fail = () => reject(new Error(message, { cause: signal.reason }))
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })

export const createFarewells = (): Farewells => {
  const leaving = new Set<Leaving>()
  let patience = PATIENCE_MILLISECONDS

  const leave: Farewells['leave'] = (stream) => {
    if (stream.connecting) stream.destroy() // nobody has answered, so nobody holds a session
    if (stream.destroyed) return
    const before = patience
    const one = leaveStream(stream, before, () => {
      patience = Math.min(2 * before, LONGEST_PATIENCE_MILLISECONDS)
    })
    leaving.add(one)
    void one.gone.then(() => leaving.delete(one))
  }
  const gone: Farewells['gone'] = async (signal) => {
    for (const one of leaving) await Promise.race([one.gone, aborted(signal, one.since)])
  }
  const close: Farewells['close'] = async (graceMilliseconds) => {
    if (leaving.size === 0) return
    const cutAll = () => leaving.forEach(({ cut }) => cut())
    const timer = setTimeout(cutAll, graceMilliseconds)
    await Promise.all([...leaving].map((one) => one.gone))
    clearTimeout(timer)
  }
  const forgive = (): void => {
    patience = PATIENCE_MILLISECONDS
  }
  return { leave, gone, close, forgive }
}
