/** Every alert that the definition can raise, as Alertmanager receives it. */
import { alertLabels } from '../../generator/emit/alert.js'
import { limits } from '../../definition/thresholds/index.js'
import type { Limit, Priority } from '../../definition/thresholds/index.js'

export type AlertLabels = Readonly<Record<string, string>>

/** The alert of one level on the labels of the limit's example; `place` sets its series apart from all others. */
export const alertOn = (limit: Limit, priority: Priority, place = ''): AlertLabels => {
  const level = limit.levels.find((one) => one.priority === priority)
  if (!level) throw new Error(`${limit.name} has no ${priority}`)
  const series = Object.fromEntries(Object.entries(limit.example.of).map(([label, value]) => [label, `${value}${place}`]))
  return { alertname: limit.name, ...series, ...alertLabels(limit, level) }
}

/** One alert a level of a limit. */
export const everyAlert = (): readonly AlertLabels[] =>
  limits.flatMap((limit) => limit.levels.map(({ priority }) => alertOn(limit, priority)))
