import type { Random } from '../random.js'
import { DAY, HOUR, HOURS, WEEKDAYS } from '../rhythm.js'

export interface Period {
  readonly days: number
  /** Orders of a day at the end, before weekday and season. */
  readonly perDay: number
  readonly now: Date
}

/** The hour of each share of a day's orders: one look-up instead of a sum for every order. */
const HOUR_OF_SHARE = HOURS.flatMap((weight, hour) => Array.from({ length: weight }, () => hour))
/** Days of the year on which people buy more, or less, than the season says. */
const OCCASIONS: readonly (readonly [from: string, to: string, factor: number])[] = [
  ['01-02', '01-12', 1.2],
  ['07-01', '07-10', 1.25],
  ['11-23', '11-30', 1.6],
  ['12-01', '12-20', 1.25],
  ['12-24', '12-31', 0.6],
]
/** Half a year ago the shop sold half as much. */
const DOUBLING_DAYS = 180

const yearShare = (day: Date): number => (day.getTime() - Date.UTC(day.getUTCFullYear(), 0, 1)) / (365 * DAY)

/**
 * What the time of the year does to a day: most in the middle of December, least in June, and sales on top.
 *
 * @example seasonOf(new Date('2026-12-15')) > 1.4 // true
 */
export const seasonOf = (day: Date): number => {
  const date = day.toISOString().slice(5, 10)
  const occasion = OCCASIONS.find(([from, to]) => from <= date && date <= to)
  return (1 + 0.15 * Math.cos(2 * Math.PI * (yearShare(day) - 0.96))) * (occasion?.[2] ?? 1)
}

/**
 * Orders of one day before chance: the day of the week, the season, and growth.
 *
 * @example expectedOrders(new Date('2026-11-22'), 0, 100) // 138, a Sunday in late autumn
 */
export const expectedOrders = (day: Date, ageDays: number, perDay: number): number =>
  perDay * (WEEKDAYS[day.getUTCDay()] ?? 1) * seasonOf(day) * 0.5 ** (Math.max(0, ageDays) / DOUBLING_DAYS)

export const midnightOf = (moment: Date): number => Math.floor(moment.getTime() / DAY) * DAY

/** The days of the period, the last one today, each as its midnight; `more` days before them. */
export const daysOf = ({ days, now }: Period, more = 0): readonly Date[] =>
  Array.from({ length: days + more }, (_, index) => new Date(midnightOf(now) - (days + more - 1 - index) * DAY))

/** When the orders of one day are placed, in time order. */
export const timesOf = (random: Random, day: Date, { perDay, now }: Period): readonly Date[] => {
  const age = (midnightOf(now) - day.getTime()) / DAY
  const count = Math.round(expectedOrders(day, age, perDay) * (0.9 + 0.2 * random()))
  const times = Array.from(
    { length: count },
    () => day.getTime() + Math.floor(((HOUR_OF_SHARE[Math.floor(random() * HOUR_OF_SHARE.length)] ?? 0) + random()) * HOUR),
  )
  return times
    .toSorted((left, right) => left - right)
    .filter((time) => time < now.getTime())
    .map((time) => new Date(time))
}
