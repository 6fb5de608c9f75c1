/**
 * How much is made up in one run. PLIMSOLL_FUZZ_SEED chooses another run; what fails names the seed of its round, and
 * that seed alone makes it again.
 */
export const FUZZ = {
  configurations: 20_000,
  labelSets: 20_000,
  informationTexts: 20_000,
  sqlResults: 20_000,
  pagesForPromtool: 40,
} as const

export const firstSeed = Number(process.env['PLIMSOLL_FUZZ_SEED'] ?? 1)

/** Runs rounds with a seed each; the error of a round that fails begins with its seed. */
export const fuzz = (rounds: number, round: (seed: number) => void): void => {
  for (let seed = firstSeed; seed < firstSeed + rounds; seed += 1) {
    try {
      round(seed)
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
      throw new Error(`seed ${seed}: ${reason}`, { cause: error })
    }
  }
}
