import { durationSchema } from '../../../configuration/index.js'
import { name, text } from './common.js'

/* The keys of a module are those of blackbox_exporter, so that its modules can be copied here. */

const flag = { type: 'boolean' } as const
const texts = { type: 'array', items: text } as const

/** Tells everybody who copies an ICMP or gRPC module what to do with it. */
const PROBERS = ['http', 'tcp', 'dns'] as const

const tlsVersion = { enum: ['TLS10', 'TLS11', 'TLS12', 'TLS13'] } as const

const tls = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ca_file: text,
    cert_file: text,
    key_file: text,
    server_name: text,
    insecure_skip_verify: flag,
    min_version: tlsVersion,
    max_version: tlsVersion,
  },
} as const

const protocol = { preferred_ip_protocol: { enum: ['ip4', 'ip6'] }, ip_protocol_fallback: flag } as const

const headerRule = {
  type: 'object',
  additionalProperties: false,
  properties: { header: text, regexp: text, allow_missing: flag },
  required: ['header', 'regexp'],
} as const

const credentials = {
  basic_auth: {
    type: 'object',
    additionalProperties: false,
    properties: { username: text, password_file: text, password_variable: text },
    required: ['username'],
  },
  authorization: {
    type: 'object',
    additionalProperties: false,
    properties: { type: text, credentials_file: text, credentials_variable: text },
  },
  bearer_token_file: text,
} as const

const http = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...protocol,
    ...credentials,
    method: { enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] },
    headers: { type: 'object', additionalProperties: text },
    body: { type: 'string' },
    valid_status_codes: { type: 'array', items: { type: 'integer', minimum: 100, maximum: 599 } },
    valid_http_versions: { type: 'array', items: { enum: ['HTTP/1.0', 'HTTP/1.1'] } },
    follow_redirects: flag,
    fail_if_ssl: flag,
    fail_if_not_ssl: flag,
    fail_if_body_matches_regexp: texts,
    fail_if_body_not_matches_regexp: texts,
    fail_if_header_matches: { type: 'array', items: headerRule },
    fail_if_header_not_matches: { type: 'array', items: headerRule },
    body_size_limit: { type: 'string', pattern: '^\\d{1,8}(B|KB|MB)$', description: 'a size up to 10MB, such as 500KB or 2MB' },
    tls_config: tls,
  },
} as const

const tcp = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...protocol,
    query_response: {
      type: 'array',
      items: { type: 'object', additionalProperties: false, properties: { expect: text, send: { type: 'string' }, starttls: flag } },
    },
    tls: flag,
    tls_config: tls,
  },
} as const

const dns = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...protocol,
    transport_protocol: { enum: ['udp', 'tcp'] },
    query_name: text,
    query_type: { enum: ['A', 'AAAA', 'ANY', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] },
    recursion_desired: flag,
    valid_rcodes: { type: 'array', items: { enum: ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] } },
  },
  required: ['query_name'],
} as const

const module = {
  type: 'object',
  additionalProperties: false,
  properties: { prober: text, timeout: durationSchema, http, tcp, dns, allow_targets: texts, any_target: flag },
  required: ['prober'],
} as const

const target = {
  type: 'object',
  additionalProperties: false,
  properties: { name, module: text, target: text, interval: durationSchema, timeout: durationSchema },
  required: ['name', 'module', 'target'],
} as const

/** Endpoints to probe, and how. */
export const probes = {
  type: 'object',
  additionalProperties: false,
  properties: { modules: { type: 'object', additionalProperties: module }, targets: { type: 'array', items: target } },
} as const

export { PROBERS }
