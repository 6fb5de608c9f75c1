/** Every Redis and Valkey that this machine can run: what the exporter reads differs from version to version. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Redis as RedisClient } from 'ioredis'
import { redisAnswers, startRedis as startNativeRedis } from '../../stack/index.js'
import { startContainer } from './containers.js'
import type { Handle } from './handle.js'
import { startNative } from './native.js'
import { redisProgram, type ProgramName } from './redis-programs.js'
import { inContainers, startRedis } from './services.js'

export interface AnyRedis extends Handle {
  readonly url: string
}

type Options = Readonly<Record<string, string>>
/** undefined where the machine has no such server. */
type Start = (settings?: Options) => Promise<AnyRedis | undefined>

const VALKEY = process.env['PLIMSOLL_TEST_VALKEY'] ?? 'valkey/valkey:9.0'

const withUrl = (handle: Handle): AnyRedis => ({ ...handle, url: `redis://${handle.host}:${handle.port}` })

const answered = async (handle: Handle): Promise<AnyRedis> => {
  for (let left = 100; ; left -= 1) {
    try {
      await redisAnswers(handle)(AbortSignal.timeout(1000))
      return withUrl(handle)
    } catch (error) {
      if (left === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

const fromDebian =
  (name: ProgramName): Start =>
  async (settings = {}) => {
    const program = await redisProgram(name)
    if (!program) return undefined
    return withUrl(
      await startNative(async ({ directory, port }) => {
        const place = { directory: join(directory, 'data'), log: join(directory, 'redis.log'), port }
        return (await startNativeRedis({ ...place, settings, program })).running
      }),
    )
  }

const canHave = (image: string): boolean => {
  const succeeds = (...words: string[]) => spawnSync('docker', words, { stdio: 'ignore', timeout: 180_000 }).status === 0
  return succeeds('image', 'inspect', image) || succeeds('pull', '--quiet', image)
}

const valkey: Start = async (settings = {}) => {
  if (!canHave(VALKEY)) {
    console.warn(`no Valkey here: the image ${VALKEY} is neither on this machine nor can it be pulled`)
    return undefined
  }
  const command = ['valkey-server', '--save', '', ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])]
  return answered(await startContainer({ repository: VALKEY, port: 6379, command, ready: 'valkey-cli ping' }))
}

const usual: Start = async (settings = {}) => withUrl(await startRedis({ settings }))

/** The servers of this run by name: the stack's own, and an older or another one. */
export async function redisServers(): Promise<readonly (readonly [name: string, start: Start])[]> {
  if (await inContainers())
    return [
      ['redis', usual],
      ['valkey', valkey],
    ]
  return [
    ['redis', usual],
    ['redis-6', fromDebian('redis-6')],
    ['valkey-8', fromDebian('valkey-8')],
  ]
}

/** Commands to a server, as its administrator. */
export async function administer<T>(url: string, work: (client: RedisClient) => Promise<T>): Promise<T> {
  const client = new RedisClient(url, { protocol: 2, disableClientInfo: true, maxRetriesPerRequest: 0 })
  try {
    return await work(client)
  } finally {
    client.disconnect()
  }
}
