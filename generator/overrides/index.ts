/**
 * @module What a site changes without TypeScript: values of levels, each with owner, reason and an end.
 */
export { overridden } from './apply.js'
export { expiredFindings } from './expired.js'
export type { Override } from './override.js'
export { overridesFrom } from './read.js'
