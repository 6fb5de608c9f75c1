/**
 * @module The page that Prometheus reads: series whose names are written once and whose text is kept while its value stands.
 */
export { gzipParts } from './gzip.js'
export { sendParts } from './send.js'
export { atOnce, inSlices } from './slices.js'
export type { Steps } from './slices.js'
export { histogramKeys, histogramStore, renderStores, scalarStore } from './store.js'
export type { Slot, Store } from './store.js'
export { CONTENT_TYPE, headText, seriesKey, showValue, wellFormed } from './text.js'
