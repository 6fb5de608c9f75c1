/**
 * @module What is watched and who is told: the services of the stack, the links in alerts, the receivers.
 */
export { INTERVAL_SECONDS, services } from './services.js'
export type { Scrape, Service, ServiceName } from './services.js'
