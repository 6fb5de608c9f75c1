import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { probe } from '../../../definition/catalogue/index.js'
import type { TlsRules } from '../../settings/probes/modules.js'
import { ProbeFailure } from './failure.js'
import { createRecord, type Measured, type Sink } from './probing.js'

const LONGEST_CHAIN = 10
/** A certificate may list hundreds of names; a label is no place for all of them. */
const LONGEST_LABEL = 1024

const chainOf = (leaf: X509Certificate): readonly X509Certificate[] => {
  const chain = [leaf]
  for (let next = leaf.issuerCertificate; next && chain.length < LONGEST_CHAIN; next = next.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) break
    chain.push(next)
  }
  return chain
}

/** Node gives one attribute a line, the general one first; Go writes them as RFC 2253 has it, the special one first. */
const distinguishedName = (lines: string): string =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .toReversed()
    .join(',')

const dnsNames = (names: string | undefined): string =>
  (names ?? '')
    .split(', ')
    .filter((name) => name.startsWith('DNS:'))
    .map((name) => name.slice('DNS:'.length))
    .join(',')

const cut = (text: string): string => text.slice(0, LONGEST_LABEL)

const writeLeaf = (into: Sink, target: string, leaf: X509Certificate): void => {
  const labels = {
    target,
    fingerprint_sha256: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
    issuer: cut(distinguishedName(leaf.issuer)),
    serialnumber: leaf.serialNumber.toLowerCase(),
    subject: cut(distinguishedName(leaf.subject)),
    subjectalternative: cut(dnsNames(leaf.subjectAltName)),
  }
  into.set(probe.probe_ssl_last_chain_info, labels, 1)
}

/** Version, certificate and its dates, of a certificate that does not hold too. */
export const readCertificate = (target: string, socket: TLSSocket): Measured => {
  const into = createRecord()
  const version = (socket.getProtocol() ?? 'unknown').replace(/^TLSv1$/, 'TLSv1.0').replace('TLSv', 'TLS ')
  into.set(probe.probe_tls_version_info, { target, version }, 1)
  const leaf = socket.getPeerX509Certificate()
  if (!leaf) return into.measured
  const expiries = chainOf(leaf).map(({ validTo }) => Date.parse(validTo) / 1000)
  const earliest = Math.min(...expiries)
  into.set(probe.probe_ssl_earliest_cert_expiry, { target }, earliest)
  if (!socket.authorizationError) into.set(probe.probe_ssl_last_chain_expiry_timestamp_seconds, { target }, earliest)
  writeLeaf(into, target, leaf)
  return into.measured
}

/** @throws ProbeFailure where the certificate does not hold and the module wants it to: nothing has been sent then. */
export const refuseUntrusted = (socket: TLSSocket, { isVerified }: TlsRules): void => {
  const error: unknown = socket.authorizationError
  if (!error || !isVerified) return
  throw new ProbeFailure(`the certificate does not hold: ${error instanceof Error ? error.message : String(error)}`)
}
