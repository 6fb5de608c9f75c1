import type { Dashboard, Panel } from '../../../definition/dashboards/index.js'
import { dashboards } from '../../../definition/dashboards/index.js'

export interface Shown {
  readonly dashboard: Dashboard
  readonly panel: Panel
}

/** Every panel of every dashboard, with where it stands. */
export const shown: readonly Shown[] = dashboards.flatMap((dashboard) =>
  dashboard.rows.flatMap(({ panels }) => panels.map((panel) => ({ dashboard, panel }))),
)

export const nameOf = ({ dashboard, panel }: Shown): string => `${dashboard.name}: ${panel.title}`
