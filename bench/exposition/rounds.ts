/**
 * Costs in one process, subject after subject in each round, and how long the event loop stood still meanwhile. Both are CPU time
 * of the process, garbage collection included: what other programs do meanwhile is not.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface Subject {
  readonly name: string
  readonly run: () => unknown
}

export interface Measured {
  readonly milliseconds: readonly number[]
  /** The longest time without a turn of the loop, over all rounds. */
  readonly held: number
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const cpuMilliseconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const timed = async (run: () => unknown): Promise<number> => {
  const startedAt = cpuMilliseconds()
  await run()
  return cpuMilliseconds() - startedAt
}

/** The longest time between two turns of the loop while it runs; collections of garbage count. */
export const holding = async (run: () => unknown): Promise<number> => {
  let [longest, last, runs] = [0, cpuMilliseconds(), true]
  const turn = (): void => {
    const now = cpuMilliseconds()
    longest = Math.max(longest, now - last)
    last = now
    if (runs) setImmediate(turn)
  }
  setImmediate(turn)
  await new Promise((resolve) => setImmediate(resolve))
  await run()
  runs = false
  turn()
  return longest
}

const IDLE_MILLISECONDS = 1
const PAUSE = 20
const MOST_PAUSES = 100

/** Until the process is idle: other threads go on sweeping after a collection that was asked for, and that is nobody's cost. */
const idle = async (): Promise<void> => {
  for (let pause = 0; pause < MOST_PAUSES; pause += 1) {
    const before = cpuMilliseconds()
    await sleep(PAUSE)
    if (cpuMilliseconds() - before < IDLE_MILLISECONDS) return
  }
  throw new Error('This process does not become idle.')
}

/**
 * Runs every subject in each round: after a collection of garbage once uncounted, then once for the time and once for the
 * loop, each time after another change and from an idle process.
 */
export const measure = async (rounds: number, subjects: readonly Subject[], change: () => void): Promise<readonly Measured[]> => {
  const all = subjects.map(() => ({ milliseconds: [] as number[], held: 0 }))
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { run }] of subjects.entries()) {
      change()
      collectGarbage()
      await run()
      change()
      await idle()
      const milliseconds = await timed(run)
      change()
      await idle()
      const held = await holding(run)
      const one = all[index]
      if (one === undefined || round < 0) continue
      one.milliseconds.push(milliseconds)
      one.held = Math.max(one.held, held)
    }
  }
  return all
}
