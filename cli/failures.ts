import { CommanderError } from 'commander'
import { UsageError } from '../configuration/index.js'

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error && 'syscall' in error

/** 2 for what the caller can mend, 1 for what went wrong; help and version are no mistakes. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  return error instanceof UsageError ? 2 : 1
}

/** One sentence for a person; the stack only where somebody asks for it, because it helps nobody else. */
export const sentenceOf = (error: unknown): string => {
  if (error instanceof UsageError) return error.message
  if (process.env['PLIMSOLL_TRACE'] && error instanceof Error) return error.stack ?? error.message
  if (isSystemError(error)) return `${error.message}.`
  return error instanceof Error ? error.message : String(error)
}
