import type { Secret } from '../../../configuration/index.js'

/** How a name becomes an address. */
export interface AddressChoice {
  readonly preferred: 4 | 6
  /** Whether the other version is taken where the preferred one has no address. */
  readonly fallback: boolean
}

/** What is read anew for each probe, so that a renewed certificate or token needs no restart. */
export interface TlsFiles {
  readonly ca: string | undefined
  readonly certificate: string | undefined
  readonly key: Secret | undefined
}

export interface TlsRules {
  readonly files: () => TlsFiles
  readonly serverName: string | undefined
  readonly isVerified: boolean
  readonly versions: { readonly minVersion?: TlsVersion; readonly maxVersion?: TlsVersion }
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

export interface HeaderRule {
  /** In small letters. */
  readonly header: string
  readonly pattern: string
  readonly mayBeMissing: boolean
}

export interface HttpRules {
  readonly prober: 'http'
  readonly address: AddressChoice
  readonly tls: TlsRules
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** The header `Authorization`, read anew for each probe. */
  readonly authorization: (() => Secret) | undefined
  /** Empty: any from 200 to 299. */
  readonly statuses: readonly number[]
  readonly versions: readonly string[]
  readonly followsRedirects: boolean
  readonly failsOn: 'tls' | 'plain' | undefined
  readonly bodyMustMatch: readonly string[]
  readonly bodyMustNotMatch: readonly string[]
  readonly headersMustMatch: readonly HeaderRule[]
  readonly headersMustNotMatch: readonly HeaderRule[]
  readonly bodyLimit: number
}

export interface TcpStep {
  readonly expect: string | undefined
  readonly send: string | undefined
  readonly startTls: boolean
}

export interface TcpRules {
  readonly prober: 'tcp'
  readonly address: AddressChoice
  readonly tls: TlsRules
  readonly isTls: boolean
  readonly steps: readonly TcpStep[]
}

export interface DnsRules {
  readonly prober: 'dns'
  readonly address: AddressChoice
  readonly transport: 'udp' | 'tcp'
  readonly queryName: string
  readonly queryType: string
  readonly isRecursive: boolean
  /** Codes that count as an answer. */
  readonly codes: readonly string[]
}

export type ProbeRules = HttpRules | TcpRules | DnsRules

/** Addresses that /probe may be asked for besides the configured targets. */
export type Permission = 'none' | 'any' | readonly URL[]

export interface ProbeModule {
  readonly name: string
  readonly timeoutSeconds: number
  readonly rules: ProbeRules
  readonly permission: Permission
}

export interface ProbeTarget {
  readonly name: string
  readonly module: ProbeModule
  /** A URL, or host and port, as it is written. */
  readonly address: string
  readonly intervalSeconds: number
}

export interface ProbeSettings {
  readonly modules: ReadonlyMap<string, ProbeModule>
  readonly targets: readonly ProbeTarget[]
}
