import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { readSecret, reveal, secret, UsageError, type Secret } from '../../../configuration/index.js'
import type { TlsFiles, TlsRules, TlsVersion } from './modules.js'
import { below, mistake, whereOf, type Place, type WrittenModule } from './place.js'

type WrittenHttp = NonNullable<WrittenModule['http']>
type WrittenTls = NonNullable<WrittenHttp['tls_config']>

const VERSIONS: Readonly<Record<string, TlsVersion>> = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' }

const secretOf = (place: Place, key: string, named: { readonly file?: string | undefined; readonly variable?: string | undefined }) =>
  readSecret({
    key,
    where: whereOf(below(place, key)),
    file: place.files.complete(named.file),
    variable: named.variable,
    environment: place.files.environment,
  })

const pemOf = (place: Place, key: string, written: string | undefined): string | undefined => {
  if (written === undefined) return undefined
  try {
    return readFileSync(place.files.complete(written) ?? written, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw mistake(
      below(place, key),
      `the file ${written} that ${key} names cannot be read (${code}); name a PEM file that this user may read.`,
    )
  }
}

const readFiles = (place: Place, written: WrittenTls): TlsFiles => ({
  ca: pemOf(place, 'ca_file', written.ca_file),
  certificate: pemOf(place, 'cert_file', written.cert_file),
  key: secretOf(place, 'key_file', { file: written.key_file }),
})

const checkFiles = (place: Place, { ca, certificate, key }: TlsFiles): void => {
  if ((certificate === undefined) !== (key === undefined)) {
    throw mistake(place, 'a certificate and its key belong together; name cert_file and key_file, or neither.')
  }
  try {
    createSecureContext({ ca, cert: certificate, key: key && reveal(key) })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw mistake(place, `the files of tls_config cannot be used (${reason}); give a PEM certificate with its own key.`)
  }
}

/** The TLS side of a module; its files are read anew for each probe. */
export const tlsRulesOf = (place: Place, written: WrittenTls = {}): TlsRules => {
  const files = () => readFiles(place, written)
  checkFiles(place, files())
  const { min_version: minimum, max_version: maximum } = written
  return {
    files,
    serverName: written.server_name,
    isVerified: written.insecure_skip_verify !== true,
    versions: {
      ...(minimum && VERSIONS[minimum] ? { minVersion: VERSIONS[minimum] } : {}),
      ...(maximum && VERSIONS[maximum] ? { maxVersion: VERSIONS[maximum] } : {}),
    },
  }
}

const basicOf = (place: Place, { username, password_file: file, password_variable: variable }: NonNullable<WrittenHttp['basic_auth']>) => {
  const password = secretOf(place, file ? 'password_file' : 'password_variable', { file, variable })
  return secret(`Basic ${Buffer.from(`${username}:${password ? reveal(password) : ''}`).toString('base64')}`)
}

const schemeOf = (place: Place, written: NonNullable<WrittenHttp['authorization']>): Secret => {
  const { credentials_file: file, credentials_variable: variable, type = 'Bearer' } = written
  const found = secretOf(place, file ? 'credentials_file' : 'credentials_variable', { file, variable })
  if (!found) throw mistake(place, 'authorization names no credentials; add credentials_file or credentials_variable.')
  return secret(`${type} ${reveal(found)}`)
}

/**
 * The header `Authorization` of a module, read anew for each probe.
 *
 * @throws UsageError where two kinds are written, or a secret is not there.
 */
export const authorizationOf = (place: Place, written: WrittenHttp): (() => Secret) | undefined => {
  const { basic_auth: basic, authorization, bearer_token_file: bearer } = written
  if ([basic, authorization, bearer].filter((way) => way !== undefined).length > 1) {
    throw mistake(place, 'basic_auth, authorization and bearer_token_file exclude each other; keep one of them.')
  }
  const read = (): Secret | undefined => {
    if (basic) return basicOf(below(place, 'basic_auth'), basic)
    return schemeOf(below(place, 'authorization'), authorization ?? { credentials_file: bearer ?? '' })
  }
  if (!basic && !authorization && !bearer) return undefined
  const required = (): Secret => {
    const found = read()
    if (!found) throw new UsageError(`${whereOf(place)}: the credentials are gone.`)
    return found
  }
  required()
  return required
}
