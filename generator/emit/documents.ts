import { alertmanagerConfig } from './alertmanager.js'
import type { Document } from './document.js'
import { dashboardDocuments, dashboardLink, provisioningDocuments } from './grafana/index.js'
import { prometheusConfig } from './prometheus-config.js'
import { ruleDocuments } from './rules.js'
import { runbookDocuments } from './runbooks.js'
import type { SiteOptions } from './site-options.js'
import { testDocuments } from './tests/index.js'
import { thresholdsJson } from './thresholds-json.js'

/** Every document of the definition for one site; the same input gives the same bytes. */
export const documentsOf = (site: SiteOptions, existing: (path: string) => string | undefined): readonly Document[] => [
  prometheusConfig(site),
  ...ruleDocuments(site, dashboardLink),
  ...testDocuments({ site, links: dashboardLink }),
  thresholdsJson(),
  alertmanagerConfig(site),
  ...dashboardDocuments(site),
  ...provisioningDocuments(site),
  ...runbookDocuments(existing),
]

/** Folders that hold nothing but generated files: what stands there and is not generated any more is removed. */
export const OWNED_FOLDERS = ['prometheus', 'grafana/dashboards', 'grafana/provisioning'] as const
