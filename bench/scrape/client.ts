/** Scrapes as Prometheus does: over one connection that stays open, gzip wanted, the page thrown away. */
import { Agent, get } from 'node:http'

export interface Client {
  /** Bytes of the answer as they came. @throws Error for anything but 200 and gzip */
  readonly scrape: () => Promise<number>
  readonly close: () => void
}

const HEADERS = {
  'accept-encoding': 'gzip',
  accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1',
  'user-agent': 'Prometheus/3.5.0',
  'x-prometheus-scrape-timeout-seconds': '10',
}

export const createClient = (url: string): Client => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const scrape = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = get(url, { agent, headers: HEADERS }, (answer) => {
        let bytes = 0
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        answer.on('error', reject)
        answer.on('end', () => {
          const { statusCode, headers } = answer
          if (statusCode === 200 && headers['content-encoding'] === 'gzip') resolve(bytes)
          else reject(new Error(`${url} answers ${statusCode}, ${headers['content-encoding'] ?? 'not compressed'}`))
        })
      })
      request.on('error', reject)
    })
  return { scrape, close: () => agent.destroy() }
}
