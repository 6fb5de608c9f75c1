import { fork } from 'node:child_process'
import { once } from 'node:events'
import { env } from 'node:process'

/** Two of them are the same, so that what chance does is seen beside what is looked for. */
export const SUBJECTS = ['bare', 'control', 'measured'] as const
export type SubjectName = (typeof SUBJECTS)[number]

/** What the process of the shops can be told; without either it only says its CPU. */
export interface Order {
  readonly turn?: SubjectName
  readonly stop?: true
}

/** A process with one shop or several. */
export interface Subjects {
  readonly pid: number
  readonly urls: readonly string[]
  /** CPU that the process has used so far, in microseconds; said after the shop of the name has its turn. */
  readonly cpu: (turn?: SubjectName) => Promise<number>
  readonly stop: () => Promise<void>
}

/** The heap of the shop in the stacks. */
const HEAP = ['--max-old-space-size=352', '--max-semi-space-size=4']

/** Starts a process with shops of these names, or with one as it is with its jobs, on the servers, and waits until they listen. */
export const startSubjects = async (
  names: readonly SubjectName[] | readonly ['whole'],
  servers: { readonly postgres: string; readonly redis: string },
): Promise<Subjects> => {
  const child = fork(new URL('shop.js', import.meta.url), names, {
    execArgv: HEAP,
    env: { ...env, NODE_ENV: 'production', DATABASE_URL: servers.postgres, REDIS_URL: servers.redis },
  })
  const exited = once(child, 'exit')
  const failed = exited.then(([code]) => {
    throw new Error(`the process of the shops ${names.join(', ')} ended with status ${String(code)} before they listened`)
  })
  const [urls] = (await Promise.race([once(child, 'message'), failed])) as readonly (readonly string[])[]
  failed.catch(() => undefined)
  const tell = (order: Order): void => void child.send(order)
  const cpu = async (turn?: SubjectName): Promise<number> => {
    tell(turn === undefined ? {} : { turn })
    const [microseconds] = await once(child, 'message')
    return Number(microseconds)
  }
  const stop = async (): Promise<void> => {
    if (child.connected) tell({ stop: true })
    await exited
  }
  return { urls: urls ?? [], pid: child.pid ?? 0, cpu, stop }
}
