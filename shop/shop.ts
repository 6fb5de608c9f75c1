import { Redis } from 'ioredis'
import { createServer } from 'node:http'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { listen, reveal, stopListening } from '../configuration/index.js'
import { businessEvents, collectProcess, createInstruments, createLogger, instrumentCache, type Instruments } from '../instrument/index.js'
import { createApplication } from './application.js'
import { createDatabase, createPatientPool, createPool } from './database/database.js'
import { migrate, readMigrations } from './database/migrate.js'
import { auctionRound } from './domain/auctions/round.js'
import { createRates } from './domain/currency/rates.js'
import { createPaymentStandIn } from './domain/payment-provider.js'
import { fulfilmentRound } from './domain/supply/round.js'
import { createPasswords } from './domain/people/passwords.js'
import { keepPeople } from './domain/people/upkeep.js'
import { createBoard, restoreDamages, type Board } from './faults/board.js'
import { damagesOf } from './faults/damages/index.js'
import { createFaults } from './faults/faults.js'
import { pretendedVersion, skewedClock, statementDelay } from './faults/pretence.js'
import { startJobs, type Job } from './jobs.js'
import { createMailer } from './mail/mailer.js'
import { evenly } from './random.js'
import { createChannel } from './realtime/channel.js'
import { createHub } from './realtime/hub.js'
import { REALTIME_LIMITS } from './realtime/limits.js'
import type { HealthSource } from './routes/health.js'
import { openDemoUsers } from './seed/demo-users.js'
import { loadSeed } from './seed/load.js'
import { createAddressOf } from './proxies.js'
import type { Services } from './services.js'
import { keepingOf, LOOPBACK, type ShopOptions } from './settings.js'
import { createUploadStore, prepareFolder } from './uploads/store.js'
import { addressOf, waitFor } from './waiting.js'

export interface RunningShop {
  /** Where it listens, such as http://127.0.0.1:4000. */
  readonly url: string
  /** Stops taking requests, ends those under way within ten seconds, and lets go of everything. */
  close(): Promise<void>
}

const FULFIL_SECONDS = 5
const AUCTION_SECONDS = 2
const RATES_SECONDS = 15
const UPKEEP_SECONDS = 60

/** What happens between requests. */
const jobsOf = (services: Services): readonly Job[] => [
  { name: 'fulfilment', seconds: FULFIL_SECONDS, run: () => fulfilmentRound(services) },
  { name: 'auctions', seconds: AUCTION_SECONDS, run: () => auctionRound(services) },
  { name: 'rates', seconds: RATES_SECONDS, run: () => services.rates.refresh() },
  { name: 'upkeep', seconds: UPKEEP_SECONDS, run: () => keepPeople(services) },
]

const connectRedis = (url: string): Redis => {
  const redis = new Redis(url, {
    protocol: 2,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    lazyConnect: true,
    connectTimeout: 2000,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2000),
  })
  return redis.on('error', () => undefined)
}

/** Connects the first time; later attempts are ioredis's own, and this only looks. The error is the connection's. */
const redisProbe = (redis: Redis): (() => Promise<unknown>) => {
  let reason: Error | undefined
  redis.on('error', (error) => (reason = error))
  return async () => {
    try {
      if (redis.status === 'wait') await redis.connect()
      return await redis.ping()
    } catch (error) {
      throw reason ?? error
    }
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && String(error.code).startsWith('28')) || /^(NOAUTH|WRONGPASS|NOPERM)/.test(error.message))

const waitForServices = async (options: ShopOptions, pool: Pool, redis: Redis, logger: Logger): Promise<void> => {
  const { waitSeconds = 60 } = options
  const postgres = addressOf(reveal(options.databaseUrl), 'DATABASE_URL', ['postgres:', 'postgresql:'], 5432)
  const cache = addressOf(reveal(options.redisUrl), 'REDIS_URL', ['redis:', 'rediss:'], 6379)
  const say = (sentence: string): void => logger.warn(sentence)
  const awaited = { isHopeless: isRefusal }
  await Promise.all([
    waitFor(
      { ...awaited, what: `PostgreSQL at ${postgres}`, variable: 'DATABASE_URL', probe: () => pool.query('select 1') },
      waitSeconds,
      say,
    ),
    waitFor({ ...awaited, what: `Redis at ${cache}`, variable: 'REDIS_URL', probe: redisProbe(redis) }, waitSeconds, say),
  ])
}

const fill = async (pool: Pool, { seedDays: days = 180, readerRole }: ShopOptions, logger: Logger): Promise<void> => {
  const applied = await migrate(pool, await readMigrations(), readerRole)
  if (applied.length > 0) logger.info({ applied }, 'migrations applied')
  const startedAt = performance.now()
  const loaded = await loadSeed(pool, days, new Date())
  if (loaded) logger.info({ days, seconds: Number(((performance.now() - startedAt) / 1000).toFixed(2)) }, 'seed loaded')
}

const prepare = async (options: ShopOptions, logger: Logger): Promise<void> => {
  const pool = createPatientPool(reveal(options.databaseUrl))
  try {
    await fill(pool, options, logger)
  } finally {
    await pool.end()
  }
}

const healthSource = (instruments: Instruments, pool: Pool, redis: Redis, options: ShopOptions): HealthSource => ({
  instruments,
  probeDatabase: () => pool.query('select 1'),
  probeCache: () => redis.ping(),
  token: options.healthToken,
})

type Base = Pick<Services, 'instruments' | 'database' | 'logger' | 'faults'>

const createServices = (base: Base, redis: Redis, options: ShopOptions): Services => {
  const { instruments, logger, faults } = base
  const events = businessEvents(instruments)
  const hub = createHub()
  const cache = instrumentCache(instruments, redis, 'catalogue')
  events.showRunning({ version: () => pretendedVersion(faults), clock: () => skewedClock(faults) / 1000 })
  const { mail, storefrontUrl, uploads } = keepingOf(options)
  return {
    ...base,
    cache,
    events,
    addressOf: createAddressOf(options.trustedProxies ?? LOOPBACK),
    storefrontUrl,
    mailer: createMailer(mail, events, logger),
    passwords: createPasswords(),
    uploads: createUploadStore(uploads),
    hub,
    rates: createRates({ url: options.ratesUrl, cache, events, logger }),
    channel: createChannel({ ...base, events, hub, limits: { ...REALTIME_LIMITS, ...options.realtime } }),
    provider: createPaymentStandIn(() => faults.find('declined-payments')?.share),
  }
}

/** The switches, after what a process that died has left broken is put right. */
const boardOf = async ({ database, channel, faults, logger }: Services, pool: Pool, redis: Redis, options: ShopOptions): Promise<Board> => {
  const rates = { url: options.ratesUrl, token: options.faults?.token }
  const damages = damagesOf({
    pool,
    redis,
    database,
    channel,
    rates,
    uploads: keepingOf(options).uploads,
    backups: options.faults?.backups,
  })
  await restoreDamages(damages)
  return createBoard(faults, damages, logger)
}

const connect = async (options: ShopOptions, pool: Pool, redis: Redis, logger: Logger): Promise<void> => {
  await waitForServices(options, pool, redis, logger)
  await prepare(options, logger)
}

const release = async (pool: Pool, redis: Redis): Promise<void> => {
  redis.disconnect()
  await pool.end()
}

/**
 * Starts the shop: waits for PostgreSQL and Redis, brings the schema up to date, fills an empty shop, and listens.
 *
 * @throws UsageError where a service does not answer in time or the port is taken; nothing is left running.
 * @example
 * const shop = await startShop({ port: 0, databaseUrl: secret(postgres.url), redisUrl: secret(redis.url) })
 */
export const startShop = async (options: ShopOptions): Promise<RunningShop> => {
  const { host = '127.0.0.1', port, faults: settings = { enabled: false }, logLevel = 'info' } = options
  const logger = createLogger('shop', { level: logLevel })
  const instruments = createInstruments()
  const pool = createPool(reveal(options.databaseUrl))
  const redis = connectRedis(reveal(options.redisUrl))
  const [faults, isHit] = [createFaults(), evenly()]
  const database = createDatabase(instruments, pool, () => statementDelay(faults, isHit))
  try {
    await connect(options, pool, redis, logger)
    const services = createServices({ instruments, database, logger, faults }, redis, options)
    await prepareFolder(services.uploads.folder)
    const board = await boardOf(services, pool, redis, options)
    await openDemoUsers(services)
    const application = createApplication(services, healthSource(instruments, pool, redis, options), { ...settings, board })
    const server = createServer(application.callback())
    server.on('upgrade', services.channel.upgrade)
    const url = await listen(server, { host, port, chooseBy: 'PLIMSOLL_SHOP_PORT' })
    const stopCollecting = collectProcess(instruments)
    const stopJobs = startJobs(jobsOf(services), (name, error) => logger.warn({ err: error, job: name }, 'a job waits'))
    const close = async (): Promise<void> => {
      await Promise.all([services.channel.close(), stopListening(server), stopJobs()])
      await board.close()
      stopCollecting()
      await services.mailer.close()
      await release(pool, redis)
    }
    return { url, close }
  } catch (error) {
    await release(pool, redis)
    throw error
  }
}
