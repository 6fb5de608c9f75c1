/**
 * @module Reads what people write: YAML with its lines, secrets from files, and the errors that name them.
 */
export { durationSchema, durationSeconds } from './duration.js'
export { expandEnvironment } from './environment.js'
export type { Environment } from './environment.js'
export { UsageError } from './errors.js'
export { listen } from './listen.js'
export type { ListenAddress } from './listen.js'
export { nearest } from './nearest.js'
export type { Path } from './path.js'
export { schemaOf } from './schema.js'
export type { Schema, Typed, ValueOf } from './schema.js'
export { readSecret, reveal, secret } from './secret.js'
export type { Secret, SecretSource } from './secret.js'
export { parseLocatedYaml, parseYaml } from './yaml.js'
export type { LocatedYaml, YamlSource } from './yaml.js'
