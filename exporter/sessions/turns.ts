/** Lets one work at a time run, in the order they came; a work that fails does not stop the next. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

export const createTurns = (): InTurn => {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work, work)
    last = turn.catch(() => {})
    return turn
  }
}
