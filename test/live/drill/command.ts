/** The command `plimsoll drill` as a process of its own, on a small stack. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { callerOf } from '../shop/support.js'
import type { SmallStack } from './stack.js'

const COMMAND = join(import.meta.dirname, '..', '..', '..', 'dist', 'cli', 'main.js')

export const drilledOn = ({ shop, desk, prometheus }: Omit<SmallStack, 'stop'>, parameters: readonly string[]) => {
  const where = ['--shop-url', shop, '--desk-url', desk, '--prometheus-url', prometheus, '--patience', '1']
  const child = spawn(process.execPath, [COMMAND, 'drill', ...parameters, ...where], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [printed, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = new Promise<{ code: number | null; printed: string; said: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, printed, said })),
  )
  return { child, ended }
}

export const thrownIn = async ({ shop }: SmallStack): Promise<readonly string[]> =>
  (await callerOf(shop).get('/api/faults')).body.active.map(({ name }: { name: string }) => name)
