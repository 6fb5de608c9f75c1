/**
 * @module From dashboards as data to Grafana's files, through Grafana's own foundation SDK.
 */
import { dashboards } from '../../../definition/dashboards/index.js'
import type { Document } from '../document.js'
import type { SiteOptions } from '../site-options.js'
import { grafanaDashboard } from './dashboard.js'

export { panelId } from './identity.js'
export { dashboardLink, dashboardLinks } from './links.js'
export { provisioningDocuments } from './provisioning.js'
export { targetsOf } from './targets.js'

/** grafana/dashboards/<folder>/<name>.json, a file a dashboard; the folders are Grafana's own. */
export const dashboardDocuments = (site: SiteOptions, shown = dashboards): readonly Document[] =>
  shown.map((dashboard) => ({
    path: `grafana/dashboards/${dashboard.folder}/${dashboard.name}.json`,
    text: `${JSON.stringify(grafanaDashboard(dashboard, site), undefined, 2)}\n`,
  }))
