/** A program of the stack that did not come up, or a step of the stack that the world refused. Carries what the log said last. */
export class StartError extends Error {
  override readonly name = 'StartError' as const
}
