import type { Dashboard, Panel } from '../../../definition/dashboards/index.js'
import { dashboards } from '../../../definition/dashboards/index.js'
import type { Limit } from '../../../definition/thresholds/index.js'
import type { DashboardLinks } from '../dashboard-links.js'
import { panelId } from './identity.js'

interface Home {
  readonly dashboard: Dashboard
  readonly panel: Panel
}

const homes: readonly Home[] = dashboards.flatMap((dashboard) =>
  dashboard.rows.flatMap(({ panels }) => panels.flatMap((panel) => (panel.home ? [{ dashboard, panel }] : []))),
)

/** The variables that narrow the panel to the very series that fired. */
const narrowing = ({ scope }: Panel, limit: Limit): string =>
  Object.entries(scope)
    .filter(([label]) => limit.labels.includes(label))
    .map(([label, variable]) => `&var-${variable}={{ $labels.${label} }}`)
    .join('')

/**
 * The panel that plots the series that a limit's alert compares, narrowed to what fired.
 *
 * @example dashboardLink(http.httpErrorRatio) // /d/plimsoll-operations?viewPanel=1234&var-service={{ $labels.service }}
 * @throws TypeError for a limit that no panel shows.
 */
export const dashboardLink: DashboardLinks = (limit) => {
  const home = homes.find(({ panel }) => panel.home?.name === limit.name)
  if (!home) throw new TypeError(`the limit ${limit.name} has no panel: give it one in definition/dashboards/`)
  const { dashboard, panel } = home
  return `/d/${dashboard.uid}?viewPanel=${panelId(dashboard.uid, panel.title)}${narrowing(panel, limit)}`
}
