/** How busy each hour of the day is (UTC): asleep at four, a hump at noon, the peak after supper. */
export const HOURS = [3, 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 11, 10, 9, 8, 8, 9, 11, 14, 15, 13, 9, 5] as const
/** How busy each day of the week is, from Sunday: people come on Sunday evening and Monday, not on Saturday. */
export const WEEKDAYS = [1.25, 1.1, 1, 0.95, 0.95, 0.9, 0.85] as const
/** How busy each month is, from January: quiet after the presents and in summer, crowded before Christmas. */
const MONTHS = [0.85, 0.85, 0.9, 0.95, 0.95, 0.9, 0.85, 0.85, 0.95, 1.05, 1.35, 1.55] as const

/** Share of the visitors who come by day and by night alike, from other time zones: nights stay busy enough to be judged. */
const ALWAYS_AWAKE = 0.5

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** A closed line through the middles of the parts, so that no limit sees a step at a full hour; its mean is 1. */
const around = (values: readonly number[]): ((position: number) => number) => {
  const average = mean(values)
  return (position) => {
    const place = (position - 0.5 + values.length) % values.length
    const before = values[Math.floor(place)] ?? average
    const after = values[(Math.floor(place) + 1) % values.length] ?? average
    return (before + (after - before) * (place % 1)) / average
  }
}

const ofHour = around(HOURS)
const ofWeekday = around(WEEKDAYS)
const ofSeason = around(MONTHS)

const yearShare = (at: Date): number => {
  const start = Date.UTC(at.getUTCFullYear(), 0)
  return (at.getTime() - start) / (Date.UTC(at.getUTCFullYear() + 1, 0) - start)
}

/**
 * How busy the shop is at a moment beside its mean, 1: the hour of the day times the day of the week times the season. The
 * mean of each over its own round is 1.
 *
 * @example busyness(new Date('2026-11-22T20:30:00Z')) // 2.5, the evening of a Sunday in November
 */
export const busyness = (at: Date): number => {
  const time = at.getTime()
  const hour = ALWAYS_AWAKE + (1 - ALWAYS_AWAKE) * ofHour((time % DAY) / HOUR)
  return hour * ofWeekday(at.getUTCDay() + (time % DAY) / DAY) * ofSeason(yearShare(at) * MONTHS.length)
}

/** The busiest moment of a year beside its mean. */
export const BUSIEST =
  (ALWAYS_AWAKE + ((1 - ALWAYS_AWAKE) * Math.max(...HOURS)) / mean(HOURS)) *
  (Math.max(...WEEKDAYS) / mean(WEEKDAYS)) *
  (Math.max(...MONTHS) / mean(MONTHS))
