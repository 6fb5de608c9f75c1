/**
 * Seconds between the samples of a generated test. Coarser than the stack's own interval: every `for` is whole
 * minutes and every window holds several of them, and promtool then needs a quarter of the time.
 */
export const STEP_SECONDS = 60
