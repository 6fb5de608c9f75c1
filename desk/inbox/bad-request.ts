/** What a caller got wrong; the message is one sentence that goes back to the caller as it is. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest' as const

  constructor(
    message: string,
    readonly status: 400 | 404 | 413 | 415 = 400,
  ) {
    super(message)
  }
}
