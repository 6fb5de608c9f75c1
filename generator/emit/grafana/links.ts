import type { Dashboard, Panel } from '../../../definition/dashboards/index.js'
import { dashboards } from '../../../definition/dashboards/index.js'
import type { Limit } from '../../../definition/thresholds/index.js'
import type { DashboardLinks } from '../dashboard-links.js'
import { panelId } from './identity.js'

interface Home {
  readonly dashboard: Dashboard
  readonly panel: Panel
}

const homesOf = (shown: readonly Dashboard[]): ReadonlyMap<string, Home> =>
  new Map(
    shown.flatMap((dashboard) =>
      dashboard.rows.flatMap(({ panels }) =>
        panels.flatMap((panel) => (panel.home ? [[panel.home.name, { dashboard, panel }] as const] : [])),
      ),
    ),
  )

/** The variables that narrow the panel to the very series that fired. */
const narrowing = ({ scope }: Panel, limit: Limit): string =>
  Object.entries(scope)
    .filter(([label]) => limit.labels.includes(label))
    .map(([label, variable]) => `&var-${variable}={{ $labels.${label} }}`)
    .join('')

/**
 * For each limit the panel that plots the series that its alert compares, narrowed to what fired.
 *
 * @example dashboardLinks(dashboardsOf(definition))(http.httpErrorRatio) // /d/plimsoll-operations?viewPanel=1234&var-service={{ $labels.service }}
 * @throws TypeError for a limit that no panel shows.
 */
export const dashboardLinks = (shown: readonly Dashboard[]): DashboardLinks => {
  const homes = homesOf(shown)
  return (limit) => {
    const home = homes.get(limit.name)
    if (!home) throw new TypeError(`the limit ${limit.name} has no panel: give it one in definition/dashboards/`)
    const { dashboard, panel } = home
    return `/d/${dashboard.uid}?viewPanel=${panelId(dashboard.uid, panel.title)}${narrowing(panel, limit)}`
  }
}

/** The panels of the definition as it is written. */
export const dashboardLink: DashboardLinks = dashboardLinks(dashboards)
