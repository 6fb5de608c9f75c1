/** A real nginx with the containers' own configuration, in front of a shop on this machine. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../stack/index.js'
import { fetchTrees } from '../../stack/fetch.js'
import { cacheHome } from '../../stack/home.js'
import { findProgram, type Program } from '../../stack/programs.js'

const ROOT = join(import.meta.dirname, '../..')
const CONFIGURATION = join(ROOT, 'containers/nginx/storefront.conf')
const SOURCE = { names: ['nginx'], packageName: 'nginx' }
const STARTS_WITHIN_SECONDS = 5

export interface Nginx {
  readonly url: string
  /** Where it tells how it goes. */
  readonly statusUrl: string
  readonly stop: () => Promise<void>
}

/** The machine's nginx; where it has none, Debian's, unpacked and not installed. */
const provide = async (): Promise<Program> => {
  const found = findProgram(SOURCE)
  if (found) return found
  await fetchTrees({ home: cacheHome(), trees: [SOURCE.packageName], output: () => undefined, signal: AbortSignal.timeout(120_000) })
  const fetched = findProgram(SOURCE)
  if (!fetched) throw new Error('nginx is neither installed nor to be fetched: install it')
  return fetched
}

const replaced = (text: string, from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`storefront.conf does not hold "${from}"`)
  return text.replaceAll(from, to)
}

/** The containers' configuration with this machine's addresses and folders, and around it what the image's nginx.conf holds. */
const writeConfiguration = (folder: string, ports: readonly [number, number], shopUrl: string): string => {
  const places: readonly (readonly [string, string])[] = [
    ['listen 5173;', `listen 127.0.0.1:${ports[0]};`],
    ['listen 127.0.0.1:8081;', `listen 127.0.0.1:${ports[1]};`],
    ['root /usr/share/nginx/html;', `root ${join(ROOT, 'shop/storefront')};`],
    ['set $shop http://shop:4000;', `set $shop ${shopUrl};`],
  ]
  // its folders first: the project itself may lie below /tmp
  const written = readFileSync(CONFIGURATION, 'utf8').replaceAll('/tmp/', `${folder}/`)
  const own = places.reduce((text, [from, to]) => replaced(text, from, to), written)
  const types = 'types { text/html html; text/css css; application/javascript js; image/svg+xml svg; }'
  const main = join(folder, 'nginx.conf')
  writeFileSync(join(folder, 'storefront.conf'), own)
  writeFileSync(
    main,
    `daemon off; pid ${folder}/pid; error_log stderr crit; worker_processes 1; events { worker_connections 512; }
http { ${types} default_type application/octet-stream; include ${folder}/storefront.conf; }\n`,
  )
  return main
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  )

/** Starts it; its workers run as the user of this process. */
export const startNginx = async (shopUrl: string): Promise<Nginx> => {
  const program = await provide()
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-nginx-'))
  mkdirSync(join(folder, 'logs'))
  const ports = [await freePort(), await freePort()] as const
  const configuration = writeConfiguration(folder, ports, shopUrl)
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : []
  const env = { ...process.env, ...program.env }
  const options = ['-p', folder, '-c', configuration, ...user]
  execFileSync(program.path, ['-t', '-q', ...options], { env })
  const child = spawn(program.path, options, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${ports[0]}`
  const deadline = Date.now() + STARTS_WITHIN_SECONDS * 1000
  while (!(await answers(url))) {
    if (Date.now() > deadline) {
      await stop()
      throw new Error(`nginx does not answer within ${STARTS_WITHIN_SECONDS} s`)
    }
    await pause(50)
  }
  return { url, statusUrl: `http://127.0.0.1:${ports[1]}/status`, stop }
}
