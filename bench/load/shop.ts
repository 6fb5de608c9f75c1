/**
 * A process with a `whole` shop, or with several for comparison, without their jobs: `measured` as it is, `bare` and
 * `control` with nothing that measures. In one process, because two processes with the same code differ by more than what is
 * to be seen, from their start on. Says the addresses, then how much CPU it has used whenever it is told whose turn begins or
 * that it is over, and ends when it is told.
 */
import { register } from 'node:module'
import process from 'node:process'
import { secret } from '../../configuration/index.js'
import { collectProcess, createInstruments } from '../../instrument/index.js'
import type { RunningShop, startShop } from '../../shop/index.js'
import type { Replacements } from './redirect.js'
import type { Order } from './subject.js'

const addressOf = (path: string): string => new URL(path, import.meta.url).href
const still = [addressOf('../../shop/jobs.js'), addressOf('still.js')] as const
const replacing = (module: string): Replacements => [still, [addressOf('../../instrument/index.js'), addressOf(module)]]
register<Readonly<Record<string, Replacements>>>('./redirect.js', import.meta.url, {
  data: { measured: replacing('measured.js'), bare: replacing('bare.js'), control: replacing('bare.js') },
})

const { DATABASE_URL = '', REDIS_URL = '' } = process.env
const start = async (name: string): Promise<RunningShop> => {
  const shop = (await import(addressOf(`../../shop/index.js?${name}`))) as { readonly startShop: typeof startShop }
  return shop.startShop({ port: 0, databaseUrl: secret(DATABASE_URL), redisUrl: secret(REDIS_URL), seedDays: 30, logLevel: 'fatal' })
}

const names = process.argv.slice(2)
const shops: RunningShop[] = []
for (const name of names) shops.push(await start(name))

/** What watches the process watches it while the measured shop has its turn, and has read all that it saw when that ends. */
const instruments = createInstruments()
let stopCollecting: (() => void) | undefined
const turnTo = (name: string | undefined): void => {
  stopCollecting?.()
  stopCollecting = name === 'measured' ? collectProcess(instruments) : undefined
}

process.on('message', ({ stop, turn }: Order) => {
  if (stop === true) return void Promise.all(shops.map((shop) => shop.close())).then(() => process.exit(0))
  turnTo(turn)
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit(1))
process.send?.(shops.map((shop) => shop.url))
