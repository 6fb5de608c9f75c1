/** A span as Prometheus writes it. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

/** @example inSeconds('5m') // 300 */
export const inSeconds = (duration: Duration): number => {
  const match = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(duration)
  if (!match?.[1]) throw new TypeError(`"${duration}" is no duration: write a number and one of s, m, h, d, w, such as 5m`)
  return Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS]
}

/** The shortest whole writing of a number of seconds: 3600 is 1h. */
export const asDuration = (seconds: number): Duration => {
  if (!Number.isSafeInteger(seconds)) throw new TypeError(`${seconds} s is no duration: Prometheus takes whole seconds here`)
  const unit = (['w', 'd', 'h', 'm'] as const).find((name) => seconds >= SECONDS[name] && seconds % SECONDS[name] === 0) ?? 's'
  return `${seconds / SECONDS[unit]}${unit}`
}
