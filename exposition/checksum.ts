/**
 * The checksum of texts that stand one after the other, from the checksum of each: gzip asks for that of the whole page,
 * which nobody wants to read again for the few bytes that changed. As zlib's crc32_combine: polynomials modulo that of CRC-32,
 * their coefficients reflected.
 */
const POLYNOMIAL = 0xedb88320
const ONE = 2 ** 31

const multiply = (one: number, other: number): number => {
  let product = 0
  let shifted = other
  for (let bit = 31; bit >= 0; bit -= 1) {
    if ((one >>> bit) & 1) product ^= shifted
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1
  }
  return product >>> 0
}

/** x to the power of 1, 2, 4, 8 and so on. */
const powers: readonly number[] = Array.from({ length: 32 }).reduce<readonly number[]>((found) => {
  const last = found.at(-1)
  return [...found, last === undefined ? ONE >>> 1 : multiply(last, last)]
}, [])

/** What a checksum is multiplied by when so many bytes follow. */
export const shiftOf = (bytes: number): number => {
  let shift = ONE
  for (let rest = bytes, place = 3; rest > 0; rest = Math.floor(rest / 2), place += 1)
    if (rest % 2 === 1) shift = multiply(powers[place % 32] ?? ONE, shift)
  return shift
}

/** The checksum of two texts in a row; the second is told by its checksum and the shift of its length. */
export const joinChecksums = (first: number, second: number, secondShift: number): number => (multiply(secondShift, first) ^ second) >>> 0
