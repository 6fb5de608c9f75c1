/**
 * @module Reads what people write: YAML with its lines, secrets from files, and the errors that name them.
 */
export { UsageError } from './errors.js'
