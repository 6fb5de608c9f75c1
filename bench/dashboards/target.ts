/** Something to probe: an HTTPS server of this process, with a certificate that is made for it. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

export interface Target {
  readonly url: string
  /** File of its certificate, which is its own authority. */
  readonly certificate: string
  readonly stop: () => Promise<void>
}

const makeCertificate = (folder: string): { readonly key: string; readonly certificate: string } => {
  const [key, certificate] = [join(folder, 'target.key'), join(folder, 'target.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', ...subject]
  const { status, stderr, error } = spawnSync('openssl', [...made, '-keyout', key, '-out', certificate], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl makes no certificate: ${error?.message ?? stderr}`)
  return { key, certificate }
}

export const startTarget = async (folder: string): Promise<Target> => {
  const { key, certificate } = makeCertificate(folder)
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (_request, response) => {
    response.end('all is well\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `https://localhost:${(server.address() as AddressInfo).port}/`, certificate, stop }
}
