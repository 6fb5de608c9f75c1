/** A backup that could not be made or checked, though nobody has asked for something wrong: one sentence. */
export class BackupError extends Error {
  override readonly name = 'BackupError' as const
}

/** What an error of the server, the disk or a program says, in one line. */
export const saidBy = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(saidBy).join('; ')
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').trim()
}
