/** Rows of a table, as the driver gives them. */
// oxlint-disable-next-line typescript/no-explicit-any -- read by the names of their columns
export type Row = any

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
export const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length
export const share = <T>(all: readonly T[], isPart: (one: T) => boolean): number => all.filter(isPart).length / all.length

/** The rows by a name that each of them has. */
export const groups = (rows: readonly Row[], nameOf: (row: Row) => string): Map<string, Row[]> => {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const own = found.get(nameOf(row))
    if (own) own.push(row)
    else found.set(nameOf(row), [row])
  }
  return found
}

/** As percentile_cont: between the two neighbours of the rank. */
export const quantile = (numbers: readonly number[], q: number): number => {
  const sorted = numbers.toSorted((left, right) => left - right)
  const rank = q * (sorted.length - 1)
  const [low = 0, high = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]]
  return low + (high - low) * (rank - Math.floor(rank))
}
