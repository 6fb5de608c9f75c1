import type { Links, Receivers, ServiceName } from '../../definition/site/index.js'
import { DEFAULT_LINKS, receivers, services } from '../../definition/site/index.js'

/** What differs between the containers and the native stack: where things are, never what they mean. */
export interface SiteOptions {
  /** host:port of every service as Prometheus and Alertmanager reach it. */
  readonly addresses: Readonly<Record<ServiceName, string>>
  readonly links: Links
  readonly receivers: Receivers
}

const containerPort = (name: ServiceName): number => services[name].port

/** The stack of docker compose: services are reached by name, people use localhost. */
export const containerSite = (): SiteOptions => ({
  addresses: Object.fromEntries(
    (Object.keys(services) as readonly ServiceName[]).map((name) => [name, `${name}:${containerPort(name)}`]),
  ) as Readonly<Record<ServiceName, string>>,
  links: DEFAULT_LINKS,
  receivers,
})
