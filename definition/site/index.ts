/**
 * @module What is watched and who is told: the services of the stack, the links in alerts, the receivers.
 */
export { DEFAULT_LINKS } from './links.js'
export type { Links } from './links.js'
export { OWNERS } from './owners.js'
export type { Owner } from './owners.js'
export { OFFICE_HOURS, receivers } from './receivers.js'
export type { Receivers } from './receivers.js'
export { INTERVAL_SECONDS, services } from './services.js'
export type { Scrape, Service, ServiceName } from './services.js'
