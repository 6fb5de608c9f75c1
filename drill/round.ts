import { drillFault, LOOK_SECONDS, type Drilled, type DrillOptions } from './drill.js'
import { watchedBy, type Round } from './rounds.js'
import type { DrilledStack } from './stack.js'
import { outcomeIn } from './table.js'

/** Several faults wait at once; what one of them has just been told is news to the others, too. */
const lookedAtOnce = (stack: DrilledStack, { lookSeconds = LOOK_SECONDS }: DrillOptions): DrilledStack => {
  let last: { readonly at: number; readonly answer: ReturnType<DrilledStack['inbox']> } | undefined
  const inbox = (): ReturnType<DrilledStack['inbox']> => {
    if (last === undefined || Date.now() - last.at > lookSeconds * 500) last = { at: Date.now(), answer: stack.inbox() }
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
 *
 * @param late echoes of earlier rounds, which may come after them; where this round watches for one itself, it is not excused.
 */
const drillRound = async (
  stack: DrilledStack,
  round: Round,
  options: DrillOptions,
  late: ReadonlySet<string>,
): Promise<readonly Drilled[]> => {
  const { signal, say } = options
  const watched = new Set(round.flatMap(watchedBy))
  const [shared, raised] = [lookedAtOnce(stack, options), new Set([...late].filter((name) => !watched.has(name)))]
  const ended = await Promise.allSettled(
    round.map(async (fault): Promise<readonly Drilled[]> => {
      try {
        const drilled = await drillFault(shared, fault, options, raised)
        say(`${fault.name}: ${outcomeIn(drilled)}`)
        return [drilled]
      } catch (error) {
        if (!signal.aborted) throw error
        const wasThrown = fault.fires.some((name) => raised.has(name))
        say(`${fault.name}: ${farewell(error, wasThrown)}`)
        return []
      }
    }),
  )
  return ended.flatMap((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}

/**
 * One round after the other until it is stopped; gives what came of each.
 *
 * @param begins told of each round's place before it begins.
 */
export const drillRounds = async (
  stack: DrilledStack,
  rounds: readonly Round[],
  options: DrillOptions,
  begins: (index: number) => void = () => undefined,
): Promise<readonly (readonly Drilled[])[]> => {
  const drilled: (readonly Drilled[])[] = []
  const late = new Set<string>()
  for (const [index, round] of rounds.entries()) {
    if (options.signal.aborted) break
    begins(index)
    drilled.push(await drillRound(stack, round, options, late))
    for (const { echoes = [] } of round) for (const name of echoes) late.add(name)
  }
  return drilled
}
