/** The caller's mistake or an expected refusal; its one sentence is the answer's `error`. */
export class RequestError extends Error {
  override readonly name = 'RequestError' as const
  readonly status: number

  constructor(status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.status = status
  }
}

export const unknownSession = (): RequestError =>
  new RequestError(401, 'The session is unknown or has ended; open a new one with POST /api/sessions.')

/** PostgreSQL does not answer, or not in time; the request is answered 503 and may be tried again. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError' as const
}

/** A fault switch made this request fail. */
export class InjectedFaultError extends Error {
  override readonly name = 'InjectedFaultError' as const
}
