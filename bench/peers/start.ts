/** Starts an exporter as a process of its own on a free port of 127.0.0.1, its output in a file. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../stack/index.js'
import { launch, type Running } from '../../stack/processes.js'
import type { PeerProgram } from './programs.js'

export interface Exporter {
  /** As a table shows it: `node_exporter 1.11.1`. */
  readonly name: string
  readonly pid: number
  /** Where its page is. */
  readonly url: string
  readonly stop: () => Promise<void>
}

export interface Order {
  readonly name: string
  readonly command: string
  readonly args: (address: string) => readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Path of the page that says that it is up; /metrics when left away. */
  readonly path?: string
  /** Folder for its log. */
  readonly folder: string
}

/** What a page that lists hundreds of settings may need on a machine that does other work as well. */
const READY_SECONDS = 20
const ANSWER_SECONDS = 10

const until = async (running: Running, url: string): Promise<void> => {
  const deadline = Date.now() + READY_SECONDS * 1000
  for (;;) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_SECONDS * 1000) }).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    if (running.exit() !== undefined || Date.now() > deadline) {
      throw new Error(`${running.name} does not answer at ${url}:\n${readFileSync(running.log, 'utf8').slice(-2000)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const living = new Set<Running>()
process.once('exit', () => {
  for (const running of living) running.ask()
})

/** Resolves when its page is there. @throws Error with the end of its log */
export const startExporterProcess = async ({ name, command, args, env = {}, path = '/metrics', folder }: Order): Promise<Exporter> => {
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const log = join(folder, `${name.split(' ')[0]}-${port}.log`)
  const running = await launch({ name, command, args: args(address), env, log })
  living.add(running)
  const stop = async (): Promise<void> => {
    await running.stop()
    living.delete(running)
  }
  const url = `http://${address}${path}`
  try {
    await until(running, url)
  } catch (error) {
    await stop()
    throw error
  }
  return { name, pid: running.identity.pid, url, stop }
}

export const startPeer = (program: PeerProgram, order: Omit<Order, 'name' | 'command'>): Promise<Exporter> =>
  startExporterProcess({
    ...order,
    name: `${program.name}_exporter ${program.version}`,
    command: program.path,
    env: { ...program.env, ...order.env },
  })
