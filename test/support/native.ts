/** Servers as native programs, for tests: each in a folder of its own below the system's temporary folder. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../stack/index.js'
import type { Running } from '../../stack/index.js'
import type { Handle } from './handle.js'

export type Start = (place: { readonly directory: string; readonly port: number }) => Promise<Running>

/** Ports are chosen a moment before they are used; another program may be quicker. */
const ATTEMPTS = 3

const living = new Set<Running>()
process.once('exit', () => {
  for (const running of living) running.ask()
})

/** Starts a server in a new folder on a free port. */
export async function startNative(start: Start): Promise<Handle> {
  const directory = mkdtempSync(join(tmpdir(), 'plimsoll-test-'))
  // the folder of a server that runs as another user must let that user through
  chmodSync(directory, 0o711)
  try {
    const { running, port } = await onFreePort(start, directory)
    return handle(start, directory, port, running)
  } catch (error) {
    rmSync(directory, { recursive: true, force: true })
    throw error
  }
}

async function onFreePort(start: Start, directory: string): Promise<{ readonly running: Running; readonly port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    try {
      return { running: await start({ directory, port }), port }
    } catch (error) {
      if (attempt >= ATTEMPTS || !/in use/i.test(String(error))) throw error
    }
  }
}

function handle(start: Start, directory: string, port: number, first: Running): Handle {
  let running = first
  living.add(running)
  const gone = async (end: Promise<void>): Promise<void> => {
    await end
    living.delete(running)
  }
  return {
    kind: 'native',
    host: '127.0.0.1',
    port,
    stop: async () => {
      running.resume()
      await gone(running.stop())
      rmSync(directory, { recursive: true, force: true })
    },
    kill: () => gone(running.kill()),
    pause: async () => running.pause(),
    resume: async () => running.resume(),
    restart: async () => {
      running = await start({ directory, port })
      living.add(running)
    },
  }
}
