/**
 * A shop in a process of its own: `whole`, or for comparison without its jobs, `measured` as it is or `bare`, with nothing
 * that measures. Says its address, then how much CPU it has used whenever it is asked, and ends when it is told.
 */
import { register } from 'node:module'
import process from 'node:process'
import { secret } from '../../configuration/index.js'
import type { Replacements } from './redirect.js'

const addressOf = (path: string): string => new URL(path, import.meta.url).href
const still = [addressOf('../../shop/jobs.js'), addressOf('still.js')] as const
const bare = [addressOf('../../instrument/index.js'), addressOf('bare.js')] as const
const replacements: Readonly<Record<string, Replacements>> = { whole: [], measured: [still], bare: [still, bare] }

register<Replacements>('./redirect.js', import.meta.url, { data: replacements[process.argv[2] ?? ''] ?? [] })
const { startShop } = await import('../../shop/index.js')

const { DATABASE_URL = '', REDIS_URL = '' } = process.env
const shop = await startShop({
  port: 0,
  databaseUrl: secret(DATABASE_URL),
  redisUrl: secret(REDIS_URL),
  seedDays: 30,
  logLevel: 'fatal',
})
process.on('message', (asked) => {
  if (asked === 'stop') return void shop.close().then(() => process.exit(0))
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit(1))
process.send?.(shop.url)
