/** A Redis (or Valkey) of our own: in memory, on 127.0.0.1 alone. */
import { mkdirSync } from 'node:fs'
import { UsageError } from '../configuration/index.js'
import { launch } from './processes.js'
import type { Launch, Running } from './processes.js'
import { findProgram, redisSource } from './programs.js'
import type { Program } from './programs.js'
import { redisAnswers, untilReady } from './readiness.js'
import type { Patience } from './readiness.js'

export interface RedisOrder {
  /** Working folder; made when it is missing. */
  readonly directory: string
  readonly port: number
  readonly log: string
  /** Options of the server beside the defaults, without the dashes: `{ maxmemory: '64mb' }`. */
  readonly settings?: Readonly<Record<string, string>>
  readonly program?: Program
  readonly patience?: Patience
}

export interface RedisServer {
  readonly host: string
  readonly port: number
  readonly url: string
  readonly running: Running
}

const HOST = '127.0.0.1'

/**
 * Starts Redis and waits for its PONG.
 * @throws UsageError when it is not installed, StartError when it does not come up.
 */
export async function startRedis(order: RedisOrder): Promise<RedisServer> {
  const running = await launch(prepareRedis(order))
  try {
    await untilReady(running, redisAnswers({ host: HOST, port: order.port }), order.patience ?? { seconds: 20 })
  } catch (error) {
    await running.kill()
    throw error
  }
  return { host: HOST, port: order.port, url: `redis://${HOST}:${order.port}`, running }
}

/** Says how the server is launched. */
export function prepareRedis(order: RedisOrder): Launch {
  const program = order.program ?? findProgram(redisSource)
  if (!program) throw new UsageError('no redis-server is installed: install redis-server, or run `npm start` once, which fetches it')
  mkdirSync(order.directory, { recursive: true })
  const settings = {
    bind: HOST,
    port: String(order.port),
    dir: order.directory,
    save: '',
    appendonly: 'no',
    daemonize: 'no',
    ...order.settings,
  }
  return {
    name: 'redis',
    command: program.path,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: program.env,
    directory: order.directory,
    log: order.log,
  }
}
