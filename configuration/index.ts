/**
 * @module Reads what people write: YAML with its lines, secrets from files, and the errors that name them.
 */
export { durationSchema, durationSeconds } from './duration.js'
export type { Environment } from './environment.js'
export { UsageError } from './errors.js'
export { listen, stopListening } from './listen.js'
export { nearest } from './nearest.js'
export { packageRoot, release } from './package.js'
export type { Release } from './package.js'
export { listenersIn, portHolder } from './port-holder.js'
export type { Path } from './path.js'
export { schemaOf } from './schema.js'
export type { Schema, Typed } from './schema.js'
export { readSecret, reveal, secret } from './secret.js'
export type { Secret } from './secret.js'
export { parseLocatedYaml, parseYaml } from './yaml.js'
export type { LocatedYaml } from './yaml.js'
