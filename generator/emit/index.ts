/**
 * @module From the definition to documents: pure functions, and write.ts which alone touches the disk.
 */
export type { Document } from './document.js'
export { documentsOf, OWNED_FOLDERS } from './documents.js'
export { containerSite } from './site-options.js'
export type { SiteOptions } from './site-options.js'
export { differences, readText, writeDifferences } from './write.js'
export type { Difference } from './write.js'
