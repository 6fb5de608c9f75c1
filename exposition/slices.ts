import { setImmediate as breath } from 'node:timers/promises'

/** Work in steps of well under a millisecond each. */
export type Steps<Result> = Generator<undefined, Result, undefined>

/** Milliseconds of work between two looks at what else waits. */
const SLICE = 2

/** Does all of it now. */
export const atOnce = <Result>(steps: Steps<Result>): Result => {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Does all of it and lets the event loop breathe in between: a page of any size holds up no request. */
export const inSlices = async <Result>(steps: Steps<Result>): Promise<Result> => {
  let since = performance.now()
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    if (performance.now() - since < SLICE) continue
    await breath()
    since = performance.now()
  }
}
