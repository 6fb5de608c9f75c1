const LONGEST = 1000
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\0-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]+/gu

/** What a person wrote may stand in a sentence; it may neither break its line, colour the terminal nor fill the screen. */
const asOneLine = (message: string): string => {
  const line = message.replace(UNPRINTABLE, ' ')
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 301)}…${line.slice(-300)}`
}

/**
 * A mistake that a person can mend: wrong configuration, arguments or environment. The message is one sentence that
 * says what is wrong, where (file and line) and what to do. The command line prints it alone and exits with 2.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError' as const

  /** @param sentence or several of them, a line each. */
  constructor(sentence: string | readonly string[], options?: ErrorOptions) {
    super([sentence].flat().map(asOneLine).join('\n'), options)
  }
}
