import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { createSecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls'
import { nearest, UsageError, type LocatedYaml } from '../../configuration/index.js'
import type { WrittenTls, WrittenWeb } from './schema.js'
import { CURVES, MODERN_SUITES, SUITES } from './suites.js'

export type ClientCertificate = 'none' | 'asked' | 'any' | 'verified if given' | 'verified'

export interface WebTls {
  readonly context: SecureContextOptions
  readonly client: ClientCertificate
  /** Names of which a client's certificate must bear one; empty for any. */
  readonly clientNames: readonly string[]
  /** Files whose change makes all of this be read anew. */
  readonly files: readonly string[]
}

type Located = LocatedYaml<WrittenWeb>
type Key = keyof WrittenTls & string

const CLIENTS: Readonly<Record<string, ClientCertificate>> = {
  NoClientCert: 'none',
  RequestClientCert: 'asked',
  RequireAnyClientCert: 'any',
  RequireClientCert: 'any',
  VerifyClientCertIfGiven: 'verified if given',
  RequireAndVerifyClientCert: 'verified',
}

const mistake = ({ where }: Located, key: Key | undefined, sentence: string): UsageError =>
  new UsageError(`${where(key ? ['tls_server_config', key] : ['tls_server_config'])}: ${sentence}`)

const isGiven = (written: WrittenTls): boolean =>
  [
    written.cert,
    written.key,
    written.client_ca,
    written.cert_file,
    written.key_file,
    written.client_ca_file,
    written.client_auth_type,
  ].some((value) => value !== undefined)

interface Pem {
  readonly text: string | undefined
  readonly file: string | undefined
}

/** A PEM text that stands in the file itself, or in a file that it names. */
const pemOf = (located: Located, folder: string, written: WrittenTls, key: 'cert' | 'key' | 'client_ca'): Pem => {
  const fileKey = `${key}_file` as const
  const [inline, named] = [written[key], written[fileKey]]
  if (inline !== undefined && named !== undefined) {
    throw mistake(located, fileKey, `${key} and ${fileKey} exclude each other; keep one of them.`)
  }
  if (named === undefined) return { text: inline, file: undefined }
  const file = resolve(folder, named)
  try {
    return { text: readFileSync(file, 'utf8'), file }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw mistake(
      located,
      fileKey,
      `the file ${named} that ${fileKey} names cannot be read (${code}); name a PEM file that this user may read.`,
    )
  }
}

const versionOf = (located: Located, key: 'min_version' | 'max_version', written: string): SecureVersion => {
  if (written === 'TLS12') return 'TLSv1.2'
  if (written === 'TLS13') return 'TLSv1.3'
  throw mistake(located, key, `${key} is ${written}, which Node's OpenSSL no longer speaks; write TLS12 or TLS13.`)
}

const translated = (located: Located, key: 'cipher_suites' | 'curve_preferences', names: readonly string[], known: typeof SUITES) =>
  names.map((name, index) => {
    const found = known[name]
    if (found) return found
    const where = located.where(['tls_server_config', key, index])
    const meant = nearest(name, Object.keys(known))
    throw new UsageError(
      `${where}: Node knows no "${name}"; ${meant ? `write "${meant}"` : `use one of ${Object.keys(known).join(', ')}`}.`,
    )
  })

const choicesOf = (located: Located, written: WrittenTls): SecureContextOptions => {
  const suites = translated(located, 'cipher_suites', written.cipher_suites ?? [], SUITES)
  const curves = translated(located, 'curve_preferences', written.curve_preferences ?? [], CURVES)
  return {
    minVersion: versionOf(located, 'min_version', written.min_version ?? 'TLS12'),
    maxVersion: versionOf(located, 'max_version', written.max_version ?? 'TLS13'),
    ...(suites.length > 0 ? { ciphers: [...new Set([...suites, ...MODERN_SUITES])].join(':') } : {}),
    ...(curves.length > 0 ? { ecdhCurve: curves.join(':') } : {}),
    honorCipherOrder: written.prefer_server_cipher_suites ?? true,
  }
}

const clientOf = (located: Located, written: WrittenTls, authority: string | undefined): ClientCertificate => {
  const client = CLIENTS[written.client_auth_type ?? 'NoClientCert'] ?? 'none'
  if (authority !== undefined && client === 'none') {
    throw mistake(
      located,
      'client_ca_file',
      'a client CA is named but no client is asked for a certificate; add client_auth_type: RequireAndVerifyClientCert.',
    )
  }
  if (authority === undefined && client.startsWith('verified')) {
    throw mistake(located, 'client_auth_type', 'without a client CA every certificate of a public authority would do; add client_ca_file.')
  }
  if (written.client_allowed_sans && client !== 'any' && client !== 'verified') {
    throw mistake(
      located,
      'client_allowed_sans',
      'client_allowed_sans needs a certificate to read; add client_auth_type: RequireAndVerifyClientCert.',
    )
  }
  return client
}

const checkContext = (located: Located, context: SecureContextOptions): SecureContextOptions => {
  try {
    createSecureContext(context)
    return context
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw mistake(located, undefined, `the certificate cannot be used (${reason}); give a PEM certificate with its own key.`)
  }
}

/**
 * The TLS side of a web configuration file; undefined where it has none.
 *
 * @param file path of the file; paths inside it are relative to its folder.
 * @throws UsageError for what Node cannot do, a file that is missing, and a key that does not belong to its certificate.
 */
export const webTlsOf = (located: Located, file: string): WebTls | undefined => {
  const written = located.value.tls_server_config
  if (!written || !isGiven(written)) return undefined
  const folder = dirname(file)
  const certificate = pemOf(located, folder, written, 'cert')
  const key = pemOf(located, folder, written, 'key')
  const authority = pemOf(located, folder, written, 'client_ca')
  if (certificate.text === undefined) throw mistake(located, undefined, 'TLS needs a certificate; add cert_file.')
  if (key.text === undefined) throw mistake(located, undefined, 'TLS needs the key of its certificate; add key_file.')
  const context = { cert: certificate.text, key: key.text, ca: authority.text, ...choicesOf(located, written) }
  return {
    context: checkContext(located, context),
    client: clientOf(located, written, authority.text),
    clientNames: written.client_allowed_sans ?? [],
    files: [certificate, key, authority].flatMap((pem) => pem.file ?? []),
  }
}
