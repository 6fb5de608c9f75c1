import { family, gauge } from './metric.js'

export const HTTP_PHASES = ['resolve', 'connect', 'tls', 'processing', 'transfer'] as const
export const DNS_PHASES = ['resolve', 'connect', 'request'] as const

const target = { target: 'open' } as const

/** Targets that one exporter is expected to probe. */
const TARGETS = 20

/** What a probe of an endpoint says, under the names of blackbox_exporter; `target` is the name in the configuration. */
export const probe = family('exporter', {
  probe_success: gauge({
    help: 'Whether the endpoint answered as it should (1) or not (0).',
    labels: target,
    source: 'probe',
    series: TARGETS,
  }),
  probe_duration_seconds: gauge({ help: 'Time the whole probe took.', labels: target, source: 'probe', series: TARGETS }),
  probe_timeout_seconds: gauge({ help: 'Time the probe may take before it fails.', labels: target, source: 'probe', series: TARGETS }),
  probe_dns_lookup_time_seconds: gauge({
    help: 'Time until the address of the endpoint was known.',
    labels: target,
    source: 'probe, c-ares',
    series: TARGETS,
  }),
  probe_ip_protocol: gauge({
    help: 'Version of the internet protocol that the probe used: 4 or 6.',
    labels: target,
    source: 'probe',
    series: TARGETS,
  }),
  probe_ip_addr_hash: gauge({
    help: 'Number made of the address; another number means another address.',
    labels: target,
    source: 'probe, FNV-1a of the address',
    series: TARGETS,
  }),
  probe_failed_due_to_regex: gauge({
    help: 'Whether the probe failed because a pattern did or did not match (1) or not (0).',
    labels: target,
    source: 'probe',
    series: TARGETS,
  }),
  probe_http_duration_seconds: gauge({
    help: 'Time each phase took, summed over redirects; the phase that a failed probe stood in counts up to its end.',
    labels: { ...target, phase: HTTP_PHASES },
    source: 'probe, HTTP',
    series: TARGETS * HTTP_PHASES.length,
  }),
  probe_http_status_code: gauge({
    help: 'Status of the last answer; 0 where none came.',
    labels: target,
    source: 'probe, HTTP',
    series: TARGETS,
  }),
  probe_http_version: gauge({
    help: 'Version of HTTP that the endpoint answered in, such as 1.1.',
    labels: target,
    source: 'probe, HTTP',
    series: TARGETS,
  }),
  probe_http_ssl: gauge({
    help: 'Whether the last answer came over TLS (1) or not (0).',
    labels: target,
    source: 'probe, HTTP',
    series: TARGETS,
  }),
  probe_http_redirects: gauge({ help: 'Redirects that the probe followed.', labels: target, source: 'probe, HTTP', series: TARGETS }),
  probe_http_content_length: gauge({
    help: 'Length of the answer as its header states it; -1 where it does not.',
    labels: target,
    unit: 'bytes',
    source: 'probe, HTTP',
    series: TARGETS,
  }),
  probe_http_uncompressed_body_length: gauge({
    help: 'Length of the answer as it was read.',
    labels: target,
    unit: 'bytes',
    source: 'probe, HTTP',
    series: TARGETS,
  }),
  probe_http_last_modified_timestamp_seconds: gauge({
    help: 'When the answer says that it was last modified.',
    labels: target,
    source: 'probe, HTTP',
    series: TARGETS,
  }),
  probe_ssl_earliest_cert_expiry: gauge({
    help: 'When the first certificate of the chain expires.',
    labels: target,
    unit: 'timestamp',
    source: 'probe, TLS',
    series: TARGETS,
  }),
  probe_ssl_last_chain_expiry_timestamp_seconds: gauge({
    help: 'When the chain that was verified expires; missing where none was.',
    labels: target,
    source: 'probe, TLS',
    series: TARGETS,
  }),
  probe_ssl_last_chain_info: gauge({
    help: '1, with what the endpoint’s certificate says.',
    labels: {
      ...target,
      fingerprint_sha256: 'open',
      issuer: 'open',
      serialnumber: 'open',
      subject: 'open',
      subjectalternative: 'open',
    },
    source: 'probe, TLS',
    series: TARGETS,
  }),
  probe_tls_version_info: gauge({
    help: '1, with the version of TLS that both sides chose.',
    labels: { ...target, version: 'open' },
    source: 'probe, TLS',
    series: TARGETS,
  }),
  probe_tls_cipher_info: gauge({
    help: '1, with the cipher that both sides chose.',
    labels: { ...target, cipher: 'open' },
    source: 'probe, TLS',
    series: TARGETS,
  }),
  probe_dns_duration_seconds: gauge({
    help: 'Time each phase of a DNS probe took.',
    labels: { ...target, phase: DNS_PHASES },
    source: 'probe, DNS',
    series: TARGETS,
  }),
  probe_dns_answer_rrs: gauge({ help: 'Records in the answer.', labels: target, source: 'probe, DNS', series: TARGETS }),
  probe_dns_authority_rrs: gauge({
    help: 'Records in the authority section of the answer.',
    labels: target,
    source: 'probe, DNS',
    series: TARGETS,
  }),
  probe_dns_additional_rrs: gauge({
    help: 'Records in the additional section of the answer.',
    labels: target,
    source: 'probe, DNS',
    series: TARGETS,
  }),
  probe_dns_query_succeeded: gauge({
    help: 'Whether an answer came at all (1) or not (0).',
    labels: target,
    source: 'probe, DNS',
    series: TARGETS,
  }),
  plimsoll_probe_age_seconds: gauge({
    help: 'Time since the probe that the page shows ended; probes run on their own clock.',
    labels: target,
    source: 'exporter/collectors/probe',
    series: TARGETS,
  }),
})
