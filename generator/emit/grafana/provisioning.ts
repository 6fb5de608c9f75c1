import { INTERVAL_SECONDS } from '../../../definition/site/index.js'
import type { Document } from '../document.js'
import type { SiteOptions } from '../site-options.js'
import { yamlText } from '../yaml-text.js'

/** Dashboards, links and provisioning name the sources by these; they never change. */
export const PROMETHEUS_UID = 'prometheus'
const ALERTMANAGER_UID = 'alertmanager'

const prometheusSource = (site: SiteOptions): object => ({
  name: 'Prometheus',
  uid: PROMETHEUS_UID,
  type: 'prometheus',
  access: 'proxy',
  url: `http://${site.addresses.prometheus}`,
  isDefault: true,
  editable: false,
  jsonData: {
    httpMethod: 'POST',
    // Grafana derives $__rate_interval from it: four scrapes at the least.
    timeInterval: `${INTERVAL_SECONDS}s`,
    prometheusType: 'Prometheus',
    manageAlerts: true,
    alertmanagerUid: ALERTMANAGER_UID,
  },
})

const alertmanagerSource = (site: SiteOptions): object => ({
  name: 'Alertmanager',
  uid: ALERTMANAGER_UID,
  type: 'alertmanager',
  access: 'proxy',
  url: `http://${site.addresses.alertmanager}`,
  editable: false,
  jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
})

const provider = {
  name: 'plimsoll',
  orgId: 1,
  type: 'file',
  disableDeletion: true,
  allowUiUpdates: false,
  updateIntervalSeconds: 30,
  // Beside the provisioning folder, wherever it is mounted: Grafana fills the variable in.
  options: { path: '${GF_PATHS_PROVISIONING}/../dashboards', foldersFromFilesStructure: true },
}

/** Grafana's data sources and where it finds the dashboards. */
export const provisioningDocuments = (site: SiteOptions): readonly Document[] => [
  {
    path: 'grafana/provisioning/datasources/plimsoll.yaml',
    text: yamlText({ apiVersion: 1, prune: true, datasources: [prometheusSource(site), alertmanagerSource(site)] }),
  },
  { path: 'grafana/provisioning/dashboards/plimsoll.yaml', text: yamlText({ apiVersion: 1, providers: [provider] }) },
]
