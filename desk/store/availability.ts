import type { Logger } from 'pino'

/** The database cannot be used now; whoever asked should ask again. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable' as const
}

/** SQLSTATE classes that say "not now" or "not there" rather than "wrong statement": connection, authorisation, catalogue,
 *  resources, operator intervention, system error; 25006 is a standby that takes no writes, 42501 a missing grant. */
const PASSING_CLASSES: ReadonlySet<string> = new Set(['08', '28', '3D', '3F', '40', '53', '55', '57', '58'])
const PASSING_CODES: ReadonlySet<string> = new Set(['25006', '42501', '42P01'])

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Whether a later attempt may succeed. Errors without an SQLSTATE come from the socket or the pool's own timeout. */
const isPassing = (error: unknown): boolean => {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) return false
  const code = codeOf(error)
  if (!/^[0-9A-Z]{5}$/.test(code)) return true
  return PASSING_CLASSES.has(code.slice(0, 2)) || PASSING_CODES.has(code)
}

export interface Availability {
  /** Runs the work on a migrated schema; turns a passing failure into DatabaseUnavailable. */
  readonly whenReady: <T>(work: () => Promise<T>) => Promise<T>
}

/**
 * Migrates before the first use and again after every failure (the database may have been restored or made anew), so
 * that the desk may start before its database and outlive its absence. Logs each change between reachable and not, once.
 */
export const createAvailability = (migrate: () => Promise<void>, log: Logger): Availability => {
  let ready: Promise<void> | undefined
  let reachable: boolean | undefined

  const note = (now: boolean, error?: unknown): void => {
    if (reachable === now) return
    reachable = now
    if (now) log.info('the inbox reaches its database')
    else log.error({ code: codeOf(error), reason: error instanceof Error ? error.message : 'unknown' }, 'the inbox cannot use its database')
  }

  const migrated = (): Promise<void> => {
    ready ??= migrate()
    return ready
  }

  return Object.freeze({
    whenReady: async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        await migrated()
        const result = await work()
        note(true)
        return result
      } catch (error) {
        ready = undefined
        if (!isPassing(error)) throw error
        note(false, error)
        throw new DatabaseUnavailable('the alert inbox cannot use its database', { cause: error })
      }
    },
  })
}
