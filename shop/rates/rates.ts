/** What the stand-in gives on a normal day, for one euro. */
const USUAL: Readonly<Record<string, number>> = {
  AUD: 1.64,
  CAD: 1.48,
  CHF: 0.95,
  CZK: 25.1,
  DKK: 7.46,
  GBP: 0.86,
  JPY: 161,
  NOK: 11.6,
  PLN: 4.31,
  SEK: 11.4,
  USD: 1.09,
}
const MINUTE = 60_000
const DAY = 86_400_000

/** Rates drift by two percent and back, each in a rhythm of its own; the same minute has the same rates. */
const drift = (time: number, index: number): number => 1 + 0.02 * Math.sin((2 * Math.PI * time) / (DAY * (3 + index)))

/**
 * The rates of a minute, as an outside service would answer them.
 *
 * @example ratesAt(new Date()).rates['USD'] // 1.0931
 */
export const ratesAt = (now: Date) => {
  const time = Math.floor(now.getTime() / MINUTE) * MINUTE
  const rates = Object.entries(USUAL).map(
    ([currency, usual], index) => [currency, Number((usual * drift(time, index)).toFixed(4))] as const,
  )
  return { base: 'EUR', asOf: new Date(time).toISOString(), rates: Object.fromEntries(rates) }
}
