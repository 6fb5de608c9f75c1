import { redis } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { CONFIGURED, writeFields } from './fields.js'
import { numberIn } from './information.js'
import { commandLogLength, SLOWLOG_LAST, SLOWLOG_LENGTH } from './questions.js'
import type { Reading } from './reading.js'

const numberOf = (answer: unknown): number | undefined => (answer === undefined ? undefined : numberIn(String(answer)))

/** `[[id, seconds since the epoch, microseconds, …]]`; 0 and 0 while nothing was slow. */
const writeLast = (into: Writer, target: string, answer: unknown): void => {
  if (!Array.isArray(answer)) return
  const last: unknown = answer[0] ?? [0, 0, 0]
  if (!Array.isArray(last)) return
  const microseconds = numberOf(last[2])
  into.set(redis.redis_slowlog_last_id, { target }, numberOf(last[0]))
  into.set(redis.redis_last_slow_execution_duration_seconds, { target }, microseconds === undefined ? undefined : microseconds / 1e6)
}

/** The logs of slow and, on Valkey, of large commands: how full they are, never what they hold. */
export const writeSlowlog = (into: Writer, target: string, { answer, settings }: Reading): void => {
  into.set(redis.redis_slowlog_length, { target }, numberOf(answer(SLOWLOG_LENGTH)))
  writeLast(into, target, answer(SLOWLOG_LAST))
  into.set(redis.redis_commandlog_slow_length, { target }, numberOf(answer(commandLogLength('slow'))))
  into.set(redis.redis_commandlog_large_request_length, { target }, numberOf(answer(commandLogLength('large-request'))))
  into.set(redis.redis_commandlog_large_reply_length, { target }, numberOf(answer(commandLogLength('large-reply'))))
  writeFields(
    into,
    target,
    settings,
    CONFIGURED.filter(([name]) => name.startsWith('commandlog')),
  )
}
