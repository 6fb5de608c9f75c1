/** A number in [0, 1), as Math.random gives it. */
export type Random = () => number

/**
 * Pseudo-random numbers that are the same for the same seed (mulberry32).
 *
 * @example seededRandom(7)() === seededRandom(7)() // true
 */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    const first = Math.imul(state ^ (state >>> 15), state | 1)
    const second = first ^ (first + Math.imul(first ^ (first >>> 7), first | 61))
    return ((second ^ (second >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A whole number from `low` to `high`, both included. */
export const between = (random: Random, low: number, high: number): number => low + Math.floor(random() * (high - low + 1))

/** One of the entries, each as likely as the others. */
export const pick = <T>(random: Random, entries: readonly [T, ...T[]]): T => entries[Math.floor(random() * entries.length)] ?? entries[0]

/** The index of one of the weights, each as likely as its weight says. */
export const pickWeighted = (random: Random, weights: readonly number[]): number => {
  const target = random() * weights.reduce((sum, weight) => sum + weight, 0)
  let reached = 0
  const index = weights.findIndex((weight) => (reached += weight) > target)
  return index === -1 ? weights.length - 1 : index
}

/**
 * Says yes to a share of its calls, spread evenly: with 0.2 every fifth. A small share then has no unlucky minutes,
 * in which chance alone would cross a limit.
 */
export const evenly = (): ((share: number) => boolean) => {
  let owed = 0
  return (share) => {
    owed += share
    // Ten times 0.3 is a little under three.
    if (owed < 1 - 1e-9) return false
    owed -= 1
    return true
  }
}
