/** The endpoint did not answer as it should. */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure' as const

  /** @param isOfPattern whether a pattern did or did not match. */
  constructor(
    message: string,
    readonly isOfPattern = false,
  ) {
    super(message)
  }
}

const isFromOutside = (error: Error): boolean => error.name === 'ProbeFailure' || error.name === 'UsageError' || 'code' in error

/**
 * Why the endpoint failed, in words.
 *
 * @throws the error itself where it tells of a mistake of ours and not of the endpoint.
 */
export const reasonOf = (error: unknown, signal: AbortSignal): string => {
  const reason: unknown = signal.aborted && !(error instanceof ProbeFailure) ? signal.reason : error
  if (!(reason instanceof Error)) return String(reason)
  if (signal.aborted || isFromOutside(reason)) return reason.message || ('code' in reason ? String(reason.code) : reason.name)
  throw reason
}
