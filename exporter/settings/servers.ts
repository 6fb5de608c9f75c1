import { readSecret, reveal, secret, UsageError, type Environment, type LocatedYaml } from '../../configuration/index.js'
import type { Configuration } from './schema/index.js'
import type { ServerTarget } from './settings.js'

type Kind = 'postgres' | 'redis'
type WrittenServer = NonNullable<Configuration['postgres']>[number]

const SCHEMES: Readonly<Record<Kind, { readonly protocols: readonly string[]; readonly example: string }>> = {
  postgres: { protocols: ['postgres:', 'postgresql:'], example: 'postgres://user@host:5432/database' },
  redis: { protocols: ['redis:', 'rediss:'], example: 'redis://host:6379' },
}

export interface Files {
  readonly environment: Environment
  /** Completes a path that is written relative to the configuration file. */
  readonly complete: (path: string | undefined) => string | undefined
}

interface Place {
  readonly kind: Kind
  readonly written: WrittenServer
  /** Place of a key of this server, as `file:line`. */
  readonly at: (key: string) => string
  readonly files: Files
}

/** The address from its file, else as it is written. It is never part of a sentence: it may hold a password. */
const addressOf = ({ kind, written, at, files }: Place): URL => {
  const { protocols, example } = SCHEMES[kind]
  const key = written.url_file ? 'url_file' : 'url'
  const inFile = readSecret({ key, where: at(key), file: files.complete(written.url_file), environment: files.environment })
  const url = inFile ? reveal(inFile).trim() : (written.url ?? '')
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed && protocols.includes(parsed.protocol) && parsed.hostname !== '') return parsed
  throw new UsageError(`${at(key)}: ${key} of "${written.name}" gives no address of a ${kind} server; write it as ${example}.`)
}

const targetOf = (place: Place): ServerTarget => {
  const { written, at, files } = place
  const address = addressOf(place)
  const key = written.password_file ? 'password_file' : 'password_variable'
  const password = readSecret({
    key,
    where: at(key),
    file: files.complete(written.password_file),
    variable: written.password_variable,
    environment: files.environment,
  })
  if (password) address.password = encodeURIComponent(reveal(password))
  return { name: written.name, url: secret(address.href) }
}

/**
 * The servers of one kind, each with its password in place.
 *
 * @throws UsageError for an address that is none, a secret that is not there, and a name that two servers have.
 */
export const readServers = (kind: Kind, { value, where }: LocatedYaml<Configuration>, files: Files): readonly ServerTarget[] => {
  const written = value[kind] ?? []
  for (const [index, { name }] of written.entries()) {
    if (written.findIndex((other) => other.name === name) === index) continue
    throw new UsageError(`${where([kind, index, 'name'])}: another ${kind} server is named "${name}" too; give each its own name.`)
  }
  return written.map((server, index) => targetOf({ kind, written: server, at: (key) => where([kind, index, key]), files }))
}
