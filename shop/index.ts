/**
 * @module The demo that is watched: a shop's API and pages, its traffic, and the switches that break it.
 */
export { faultSwitches } from './faults/switches/index.js'
export type { ShopOptions } from './settings.js'
export { startShop } from './shop.js'
export type { RunningShop } from './shop.js'
export { startStorefront } from './static-server.js'
export { startTraffic } from './traffic/generator.js'
