import type { Answer, Command, RedisSession } from '../../sessions/redis-session.js'
import { createRefusals, type Notify } from './reading.js'

const COMMAND_TIMEOUT_MILLISECONDS = 5000

/** How keys are asked for, beside the scrapes. */
export interface Asking {
  /** The answer; undefined where it is refused. */
  readonly ask: (command: Command, database: number) => Promise<unknown>
  readonly tell: Notify
  /** Aborted when the exporter stops. */
  readonly signal: AbortSignal
}

export interface AskingOptions {
  readonly target: string
  readonly session: RedisSession
  /** The database of the connection; others are selected, which the server must allow. */
  readonly database: number
  readonly databases: ReadonlySet<number>
  readonly notify: Notify
  readonly signal: AbortSignal
}

export const createAsking = ({ target, session, database, databases, notify, signal }: AskingOptions): Asking => {
  const refusals = createRefusals(target, notify)
  const selects = [...databases].some((one) => one !== database)

  const answerOf = (question: Command, answer: Answer | undefined): unknown => {
    if (answer?.refusal === undefined) return answer?.value
    refusals.refused([question[0]], answer.refusal)
    return undefined
  }
  const ask = async (command: Command, of: number): Promise<unknown> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(COMMAND_TIMEOUT_MILLISECONDS)])
    if (!selects) return answerOf(command, (await session.ask([command], limited))[0])
    const select: Command = ['SELECT', of]
    const [selected, answer] = await session.ask([select, command], limited)
    if (selected?.refusal === undefined) return answerOf(command, answer)
    return answerOf(select, selected) // what was found would be another database's
  }
  return { ask, tell: (details, message) => notify({ target, ...details }, message), signal }
}
