/** `plimsoll serve` as a process of its own, where it can be killed, run out of disk or lose its name server. */
import { spawn, type StdioOptions } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './services.js'

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js')

export interface ExporterProcess {
  readonly url: string
  readonly pid: number
  readonly signal: (signal: NodeJS.Signals) => void
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** What it logged so far, where its output is read. */
  readonly log: () => string
  readonly stop: () => Promise<void>
}

export interface ProcessOptions {
  readonly yaml: string
  readonly environment?: Readonly<Record<string, string>>
  /** A file descriptor instead of a pipe that is read. */
  readonly output?: number
  /** resolv.conf of a mount namespace of its own; only root may do that. */
  readonly resolver?: string
}

const commandOf = (folder: string, serve: readonly string[], resolver: string | undefined): readonly string[] => {
  if (resolver === undefined) return serve
  writeFileSync(join(folder, 'resolv.conf'), resolver)
  const script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
  return ['unshare', '--mount', 'sh', '-c', script, join(folder, 'resolv.conf'), ...serve]
}

const answers = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const isUp = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isUp) return
    await sleep(100)
  }
  throw new Error(`${url} does not answer`)
}

/** Starts it on a free port and waits until it answers. Needs what `tsc -b` builds. */
export const startExporterProcess = async ({ yaml, environment = {}, output, resolver }: ProcessOptions): Promise<ExporterProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-process-'))
  const configuration = join(folder, 'plimsoll.yaml')
  writeFileSync(configuration, yaml)
  const port = await freePort()
  const serve = [process.execPath, MAIN, 'serve', '--config', configuration, '--host', '127.0.0.1', '--port', String(port)]
  const [program = '', ...words] = commandOf(folder, serve, resolver)
  const stdio: StdioOptions = ['ignore', output ?? 'pipe', 'pipe']
  const child = spawn(program, words, { stdio, env: { PATH: process.env['PATH'], ...environment } })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => void said.push(bytes.toString()))
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? -1))
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  const gone = ended.then((code) => Promise.reject(new Error(`the exporter ended with ${code}: ${said.join('')}`)))
  try {
    await Promise.race([answers(url), gone])
  } catch (error) {
    await stop()
    throw error
  }
  gone.catch(() => {}) // from here on its end is what tests wait for
  return { url, pid: child.pid ?? 0, signal: (signal) => void child.kill(signal), ended, log: () => said.join(''), stop }
}
