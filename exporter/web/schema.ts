import { durationSchema, schemaOf, type Typed } from '../../configuration/index.js'

const flag = { type: 'boolean' } as const
const text = { type: 'string', minLength: 1 } as const
const texts = { type: 'array', items: text } as const
const version = { enum: ['TLS10', 'TLS11', 'TLS12', 'TLS13'] } as const

const tls = {
  type: 'object',
  additionalProperties: false,
  properties: {
    cert: text,
    key: text,
    client_ca: text,
    cert_file: text,
    key_file: text,
    client_ca_file: text,
    client_auth_type: {
      enum: [
        'NoClientCert',
        'RequestClientCert',
        'RequireAnyClientCert',
        'RequireClientCert',
        'VerifyClientCertIfGiven',
        'RequireAndVerifyClientCert',
      ],
    },
    client_allowed_sans: texts,
    min_version: version,
    max_version: version,
    cipher_suites: texts,
    curve_preferences: texts,
    prefer_server_cipher_suites: flag,
  },
} as const

const headers = {
  type: 'object',
  additionalProperties: false,
  properties: {
    'Content-Security-Policy': { type: 'string' },
    'X-Frame-Options': { enum: ['', 'deny', 'sameorigin'] },
    'X-Content-Type-Options': { enum: ['', 'nosniff'] },
    'X-XSS-Protection': { type: 'string' },
    'Strict-Transport-Security': { type: 'string' },
  },
} as const

/** The web configuration file, as Prometheus' exporter-toolkit has it. */
export const webSchema = schemaOf({
  type: 'object',
  additionalProperties: false,
  properties: {
    tls_server_config: tls,
    http_server_config: { type: 'object', additionalProperties: false, properties: { http2: flag, headers } },
    basic_auth_users: { type: 'object', additionalProperties: { type: 'string' } },
    rate_limit: {
      type: 'object',
      additionalProperties: false,
      properties: { interval: durationSchema, burst: { type: 'integer', minimum: 1, maximum: 1_000_000 } },
      required: ['interval', 'burst'],
    },
  },
})

export type WrittenWeb = Typed<typeof webSchema>
export type WrittenTls = NonNullable<WrittenWeb['tls_server_config']>
