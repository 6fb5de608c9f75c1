/** Times as a person on call reads them; the script in client.ts renders ages the same way. */

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

const both = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  `${Math.floor(large)} ${largeUnit}${small < 1 ? '' : ` ${Math.floor(small)} ${smallUnit}`}`

/** @example formatAge(3 * 3600 + 300) // '3 h 5 min' */
export const formatAge = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < MINUTE) return `${whole} s`
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`
  if (whole < DAY) return both(whole / HOUR, 'h', (whole % HOUR) / MINUTE, 'min')
  return both(whole / DAY, 'd', (whole % DAY) / HOUR, 'h')
}

/** @example formatClock('2026-11-21T08:46:38.000Z') // '2026-11-21 08:46:38 UTC' */
export const formatClock = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`

export const secondsBetween = (fromIso: string, to: number): number => (to - Date.parse(fromIso)) / 1000
