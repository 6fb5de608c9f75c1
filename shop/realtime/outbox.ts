/** Takes work and does it in its order, soon. */
export type Outbox = (work: () => void) => void

/** A message costs a system call: so many a turn keep the requests between them waiting for some milliseconds at most. */
const PER_TURN = 50

/** An outbox that works a little in each turn of the event loop, however many listeners one event has. */
export const createOutbox = (perTurn = PER_TURN): Outbox => {
  let waiting: (() => void)[] = []
  let done = 0
  const work = (): void => {
    const turn = waiting.slice(done, done + perTurn)
    done += turn.length
    for (const send of turn) send()
    if (done < waiting.length) return void setImmediate(work)
    waiting = []
    done = 0
  }
  return (send) => {
    if (waiting.push(send) === 1) setImmediate(work)
  }
}
