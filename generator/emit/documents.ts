import { dashboardsOf } from '../../definition/dashboards/index.js'
import { definition } from '../../definition/thresholds/index.js'
import { alertmanagerConfig } from './alertmanager.js'
import type { Document } from './document.js'
import { dashboardDocuments, dashboardLinks, provisioningDocuments } from './grafana/index.js'
import { prometheusConfig } from './prometheus-config.js'
import { ruleDocuments } from './rules.js'
import { runbookDocuments } from './runbooks.js'
import type { SiteOptions } from './site-options.js'
import { testDocuments } from './tests/index.js'
import { thresholdsJson } from './thresholds-json.js'

/** Every document of a definition for one site; the same input gives the same bytes. */
export const documentsOf = (site: SiteOptions, existing: (path: string) => string | undefined, of = definition): readonly Document[] => {
  const dashboards = dashboardsOf(of)
  const links = dashboardLinks(dashboards)
  return [
    prometheusConfig(site),
    ...ruleDocuments(site, links, of),
    ...testDocuments({ site, links }, of),
    thresholdsJson(of),
    alertmanagerConfig(site, of),
    ...dashboardDocuments(site, dashboards),
    ...provisioningDocuments(site),
    ...runbookDocuments(existing, of),
  ]
}

/** Folders that hold nothing but generated files: what stands there and is not generated any more is removed. */
export const OWNED_FOLDERS = ['prometheus', 'grafana/dashboards', 'grafana/provisioning'] as const
