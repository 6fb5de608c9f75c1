/**
 * A mistake that a person can mend: wrong configuration, arguments or environment. The message is one sentence that
 * says what is wrong, where (file and line) and what to do. The command line prints it alone and exits with 2.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError' as const
}
