import { readFileSync } from 'node:fs'
import { durationSeconds, parseLocatedYaml, secret, UsageError, type LocatedYaml, type Secret } from '../../configuration/index.js'
import { webSchema, type WrittenWeb } from './schema.js'
import { webTlsOf, type WebTls } from './tls.js'

export interface RateLimit {
  readonly intervalSeconds: number
  readonly burst: number
}

/** How the exporter may be reached. */
export interface WebConfiguration {
  readonly tls: WebTls | undefined
  /** Bcrypt hash of each user; empty where nobody needs a password. */
  readonly users: ReadonlyMap<string, Secret>
  readonly headers: Readonly<Record<string, string>>
  readonly rateLimit: RateLimit | undefined
  /** Files whose change makes all of this be read anew. */
  readonly files: readonly string[]
}

const HASH = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/
/** 2^18 rounds take some 20 s in JavaScript: nobody would get in. */
const DEAREST_COST = 14
const CHEAPEST_COST = 4

const usersOf = ({ value, where }: LocatedYaml<WrittenWeb>): ReadonlyMap<string, Secret> => {
  const entries = Object.entries(value.basic_auth_users ?? {}).map(([user, hash]) => {
    const at = where(['basic_auth_users', user])
    const [, cost] = HASH.exec(hash) ?? []
    if (cost === undefined)
      throw new UsageError(`${at}: what stands for the user "${user}" is no bcrypt hash; make one with htpasswd -nBC 10 "${user}".`)
    if (Number(cost) < CHEAPEST_COST || Number(cost) > DEAREST_COST) {
      throw new UsageError(
        `${at}: the hash of the user "${user}" has the cost ${Number(cost)}; make one of ${CHEAPEST_COST} to ${DEAREST_COST}.`,
      )
    }
    if (user.includes(':') || user === '') throw new UsageError(`${at}: a user's name is not empty and has no colon; choose another name.`)
    return [user, secret(hash)] as const
  })
  return new Map(entries)
}

const textOf = (file: string, named: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new UsageError(`${named}: the web configuration file cannot be read (${code}); name one that is there.`)
  }
}

/**
 * Reads a web configuration file in the format of Prometheus' exporter-toolkit.
 *
 * @throws UsageError, one sentence with file, line, key and remedy, for the first mistake.
 */
export const readWebConfiguration = (file: string): WebConfiguration => {
  const located = parseLocatedYaml(textOf(file, file), { file, schema: webSchema })
  const { http_server_config: http, rate_limit: limit } = located.value ?? {}
  const tls = webTlsOf(located, file)
  const headers = Object.entries(http?.headers ?? {}).filter(([, value]) => value !== '')
  return Object.freeze({
    tls,
    users: usersOf(located),
    headers: Object.fromEntries(headers) as Readonly<Record<string, string>>,
    rateLimit: limit && { intervalSeconds: durationSeconds(limit.interval), burst: limit.burst },
    files: [file, ...(tls?.files ?? [])],
  })
}
