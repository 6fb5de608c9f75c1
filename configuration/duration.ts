const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const
const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/

/** The part of a JSON Schema that a duration is checked with. */
export const durationSchema = { type: 'string', pattern: DURATION.source, description: 'a duration such as 500ms, 30s, 5m or 1h' } as const

/**
 * Seconds of a written duration.
 *
 * @throws TypeError for a text that `durationSchema` refuses.
 * @example
 * durationSeconds('500ms')   // 0.5
 */
export const durationSeconds = (text: string): number => {
  const [, amount, unit] = DURATION.exec(text) ?? []
  if (!amount || !unit) throw new TypeError(`${text} is no duration`)
  return Number(amount) * SECONDS[unit as keyof typeof SECONDS]
}
