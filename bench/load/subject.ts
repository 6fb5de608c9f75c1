import { fork } from 'node:child_process'
import { once } from 'node:events'
import { env } from 'node:process'

export const SUBJECTS = ['bare', 'measured'] as const
export type SubjectName = (typeof SUBJECTS)[number]

export interface Subject {
  readonly url: string
  readonly pid: number
  /** CPU that its process has used so far, in microseconds. */
  readonly cpu: () => Promise<number>
  readonly stop: () => Promise<void>
}

/** The heap of the shop in the stacks. With Node's own young generation one process is a third faster than another, by chance. */
const HEAP = ['--max-old-space-size=352', '--max-semi-space-size=4']

/** Starts one of the two, or a shop as it is with its jobs, on the servers and waits until it listens. */
export const startSubject = async (
  name: SubjectName | 'whole',
  servers: { readonly postgres: string; readonly redis: string },
): Promise<Subject> => {
  const child = fork(new URL('shop.js', import.meta.url), [name], {
    execArgv: HEAP,
    env: { ...env, NODE_ENV: 'production', DATABASE_URL: servers.postgres, REDIS_URL: servers.redis },
  })
  const exited = once(child, 'exit')
  const failed = exited.then(([code]) => {
    throw new Error(`the ${name} shop ended with status ${String(code)} before it listened`)
  })
  const [url] = await Promise.race([once(child, 'message'), failed])
  failed.catch(() => undefined)
  const cpu = async (): Promise<number> => {
    child.send('cpu')
    const [microseconds] = await once(child, 'message')
    return Number(microseconds)
  }
  const stop = async (): Promise<void> => {
    if (child.connected) child.send('stop')
    await exited
  }
  return { url: String(url), pid: child.pid ?? 0, cpu, stop }
}
