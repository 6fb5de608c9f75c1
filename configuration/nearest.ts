/** Edits (insert, remove, replace) between two words. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/**
 * The candidate that the word was probably meant to be.
 *
 * @example
 * nearest('porrt', ['host', 'port'])   // 'port'
 */
export const nearest = (word: string, candidates: readonly string[]): string | undefined => {
  if (word.length > 100) return undefined
  const limit = Math.max(2, Math.floor(word.length / 3))
  const ranked = candidates.map((candidate) => ({ candidate, edits: distance(word, candidate) })).sort((a, b) => a.edits - b.edits)
  const [best] = ranked
  return best && best.edits <= limit ? best.candidate : undefined
}
