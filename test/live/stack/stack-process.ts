/** `up` as a process of its own, as the command line runs it, so that it can be interrupted and killed. */
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readState } from '../../../stack/run-folder.js'
import type { ServiceState } from '../../../stack/run-folder.js'
import { freePort } from '../../support/services.js'

export interface Project {
  readonly folder: string
  readonly run: string
  readonly environment: Readonly<Record<string, string>>
  readonly ports: { readonly exporter: number; readonly prometheus: number; readonly alertmanager: number }
  readonly remove: () => void
}

export interface StackProcess {
  readonly child: ChildProcess
  /** What it has printed so far. */
  readonly printed: () => string
  /** Resolves with the exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Waits until the text is printed. */
  readonly until: (text: string) => Promise<void>
}

const ROOT = resolve(import.meta.dirname, '../../..')

/** The program that is run: the stack with one web process of our own, which uses both databases. */
const program = (): string => `
import { stopRequests, up } from ${JSON.stringify(pathToFileURL(join(ROOT, 'dist/stack/index.js')).href)}
const url = (port) => 'http://127.0.0.1:' + port
const plan = ({ ports, postgres, redis }) => ({
  files: [
    { path: 'prometheus/prometheus.yml', text: 'scrape_configs: [{ job_name: self, static_configs: [{ targets: ["127.0.0.1:' + ports.get('prometheus') + '"] }] }]' },
    { path: 'alertmanager/alertmanager.yml', text: '{ route: { receiver: nobody }, receivers: [{ name: nobody }] }', secret: true },
  ],
  processes: [{
    name: 'web', what: 'web', dependsOn: ['postgres', 'redis'], ready: url(ports.get('exporter')) + '/',
    args: ['-e', 'require("node:http").createServer((_, answer) => answer.end(process.env.WHERE)).listen(' + ports.get('exporter') + ', "127.0.0.1")'],
    env: { WHERE: postgres.database + ' ' + redis.url },
  }],
  dashboards: 'grafana/dashboards',
  addresses: [{ what: 'exporter', url: url(ports.get('exporter')) }],
})
const order = { project: process.cwd(), environment: process.env, published: ['exporter'], plan }
try {
  process.exitCode = (await up(order, (line) => console.log(line), stopRequests())) ? 0 : 1
} catch (error) {
  console.error(error.name === 'UsageError' ? error.message : error)
  process.exitCode = 2
}`

/** Builds what the process imports; instant when nothing has changed. */
export function buildStack(): void {
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', join(ROOT, 'stack')])
}

export async function project(): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-project-'))
  chmodSync(folder, 0o711)
  const ports = { exporter: await freePort(), prometheus: await freePort(), alertmanager: await freePort() }
  const environment = {
    PLIMSOLL_EXPORTER_PORT: String(ports.exporter),
    PLIMSOLL_PROMETHEUS_PORT: String(ports.prometheus),
    PLIMSOLL_ALERTMANAGER_PORT: String(ports.alertmanager),
    PLIMSOLL_RUN: '',
  }
  return { folder, run: join(folder, '.run'), environment, ports, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export function startStack({ folder, environment }: Project, more: Readonly<Record<string, string>> = {}): StackProcess {
  const env = { ...process.env, ...environment, ...more }
  const child = spawn(process.execPath, ['--input-type=module', '-e', program()], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? -1))
  })
  const until = async (words: string): Promise<void> => {
    const deadline = Date.now() + 60_000
    while (!text.includes(words)) {
      if (Date.now() > deadline || child.exitCode !== null) throw new Error(`never printed ${words}:\n${text}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return { child, printed: () => text, ended, until }
}

export const servicesOf = ({ run }: Project): readonly ServiceState[] => readState(run)?.services ?? []
