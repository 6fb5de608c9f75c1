import { drillFault, type Drilled, type DrillOptions } from './drill.js'
import type { Round } from './rounds.js'
import type { DrilledStack } from './stack.js'
import { outcomeIn } from './table.js'

const LOOK_SECONDS = 1

/** Several faults wait at once; what one of them has just been told is news to the others, too. */
const lookedAtOnce = (stack: DrilledStack): DrilledStack => {
  let last: { readonly at: number; readonly answer: ReturnType<DrilledStack['inbox']> } | undefined
  const inbox = (): ReturnType<DrilledStack['inbox']> => {
    if (last === undefined || Date.now() - last.at > LOOK_SECONDS * 1000) last = { at: Date.now(), answer: stack.inbox() }
    return last.answer
  }
  return { ...stack, inbox }
}

/** What a drill that was stopped says of a fault: that it was healed, or why not. */
const farewell = (error: unknown, wasThrown: boolean): string => {
  if (error instanceof Error && error.name !== 'AbortError') return `stopped: ${error.message}`
  return wasThrown ? 'stopped and healed' : 'stopped before it was thrown'
}

/**
 * Throws the faults of a round at the same time; each waits for its own alerts and is healed by itself. Gives what came of
 * those that were not stopped, when the last has ended.
 */
export const drillRound = async (stack: DrilledStack, round: Round, options: DrillOptions): Promise<readonly Drilled[]> => {
  const { signal, say } = options
  const [shared, raised] = [lookedAtOnce(stack), new Set<string>()]
  const ended = await Promise.allSettled(
    round.map(async (fault): Promise<readonly Drilled[]> => {
      try {
        const drilled = await drillFault(shared, fault, options, raised)
        say(`${fault.name}: ${outcomeIn(drilled)}`)
        return [drilled]
      } catch (error) {
        if (!signal.aborted) throw error
        say(
          `${fault.name}: ${farewell(
            error,
            fault.fires.some((name) => raised.has(name)),
          )}`,
        )
        return []
      }
    }),
  )
  return ended.flatMap((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}
