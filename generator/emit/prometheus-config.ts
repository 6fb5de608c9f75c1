import type { Service, ServiceName } from '../../definition/site/index.js'
import { INTERVAL_SECONDS, services } from '../../definition/site/index.js'
import type { Document } from './document.js'
import type { SiteOptions } from './site-options.js'
import { yamlText } from './yaml-text.js'

const scrapeConfig = ([name, service]: readonly [ServiceName, Service], site: SiteOptions): readonly object[] => {
  if (!service.scrape) return []
  const { job, path, intervalSeconds, sampleLimit } = service.scrape
  return [
    {
      job_name: job,
      metrics_path: path,
      scrape_interval: `${intervalSeconds}s`,
      scrape_timeout: '10s',
      sample_limit: sampleLimit,
      label_limit: 32,
      label_value_length_limit: 1024,
      // 127.0.0.1:9464 says nothing to the person who reads the alert; the service's name does.
      static_configs: [{ targets: [site.addresses[name]], labels: { service: service.name, instance: `${service.name}:${service.port}` } }],
    },
  ]
}

/** prometheus.yml with the keys that both 2.42 and 3.x take. */
export const prometheusConfig = (site: SiteOptions): Document => ({
  path: 'prometheus/prometheus.yml',
  text: yamlText({
    global: { scrape_interval: `${INTERVAL_SECONDS}s`, scrape_timeout: '10s', evaluation_interval: `${INTERVAL_SECONDS}s` },
    rule_files: ['rules/*.yml'],
    alerting: { alertmanagers: [{ api_version: 'v2', static_configs: [{ targets: [site.addresses.alertmanager] }] }] },
    scrape_configs: (Object.entries(services) as readonly (readonly [ServiceName, Service])[]).flatMap((entry) =>
      scrapeConfig(entry, site),
    ),
  }),
})
