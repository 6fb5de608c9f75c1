/** Real certificates, made by openssl: an authority of our own and what it signs. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificate {
  readonly certificateFile: string
  readonly keyFile: string
  /** Both as PEM, for a server of ours. */
  readonly pem: { readonly cert: string; readonly key: string }
}

export interface Order {
  readonly name: string
  /** -1 is over since yesterday. */
  readonly days: number
  /** Such as `DNS:localhost`. */
  readonly names: readonly string[]
}

export interface Authority {
  readonly folder: string
  readonly certificateFile: string
  readonly issue: (order: Order) => Certificate
  readonly remove: () => void
}

const openssl = (folder: string, ...parameters: readonly string[]): void => {
  execFileSync('openssl', parameters, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const

/** Makes an authority in a folder of its own. */
export function createAuthority(name = 'Test, Inc'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-authority-'))
  openssl(folder, 'req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '400', '-subj', `/C=DE/O=${name}/CN=Test CA`)
  const issue = ({ name, days, names }: Order): Certificate => {
    const [key, request, certificate, extension] = ['key', 'csr', 'pem', 'ext'].map((end) => join(folder, `${name}.${end}`)) as [
      string,
      string,
      string,
      string,
    ]
    writeFileSync(extension, `subjectAltName=${names.join(',')}\nextendedKeyUsage=serverAuth,clientAuth\n`)
    openssl(folder, 'req', ...KEY, '-keyout', key, '-out', request, '-subj', `/CN=${name}`)
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', extension, '-days', String(days)]
    openssl(folder, 'x509', '-req', '-in', request, '-out', certificate, ...signed)
    const pem = { cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
    return { certificateFile: certificate, keyFile: key, pem }
  }
  return { folder, certificateFile: join(folder, 'ca.pem'), issue, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
