/**
 * A shop in a process of its own: `measured` as it is, or `bare`, with nothing that measures. Says its address,
 * then how much CPU it has used whenever it is asked, and ends when it is told.
 */
import { register } from 'node:module'
import process from 'node:process'
import { secret } from '../../configuration/index.js'

if (process.argv[2] === 'bare') register('./redirect.js', import.meta.url)
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
