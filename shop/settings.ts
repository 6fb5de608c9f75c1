import { join, resolve } from 'node:path'
import { packageRoot, readSecret, reveal, UsageError, type Environment, type Secret } from '../configuration/index.js'
import { isNetwork } from './proxies.js'
import type { RealtimeLimits } from './realtime/limits.js'

export interface FaultSettings {
  readonly enabled: boolean
  /** Without a token only callers on this machine may throw a switch. */
  readonly token?: Secret
  /** A folder of backups, which a fault may make look old. */
  readonly backups?: string
}

export interface ShopOptions {
  /** Address to listen on; 127.0.0.1 unless told otherwise. */
  readonly host?: string
  /** Port to listen on; 0 takes a free one. */
  readonly port: number
  /** May hold a password, hence a secret. */
  readonly databaseUrl: Secret
  readonly redisUrl: Secret
  readonly faults?: FaultSettings
  /** Opens the detailed health page to callers from elsewhere. */
  readonly healthToken?: Secret
  /** How long to wait for PostgreSQL and Redis at the start. */
  readonly waitSeconds?: number
  /** Days of orders that an empty shop is filled with. */
  readonly seedDays?: number
  readonly logLevel?: LogLevel
  /** Where the service of currency rates is; a shop that is told none has none. */
  readonly ratesUrl?: string
  /** Bounds of the realtime channel, where they are not the usual ones. */
  readonly realtime?: Partial<RealtimeLimits>
  /** Folder of uploads, and of letters while no server takes them. */
  readonly dataFolder?: string
  /** Folder of letters; mail/ in the data folder when left away. */
  readonly mailFolder?: string
  /** SMTP server that takes the letters; may hold a password. */
  readonly smtpUrl?: Secret
  /** Where visitors see the pages, for links in letters. */
  readonly storefrontUrl?: string
  /** Addresses and networks of proxies that may say for whom they ask; those of this machine when left away. */
  readonly trustedProxies?: readonly string[]
  /** Role of the database that may read what the monitoring asks, and nothing else of the shop's. */
  readonly readerRole?: string
}

/** The proxies that are trusted where nobody names any: the storefront beside the shop. */
export const LOOPBACK = ['127.0.0.0/8', '::1'] as const

type Optional = 'readerRole' | 'realtime' | 'ratesUrl' | 'healthToken' | 'dataFolder' | 'mailFolder' | 'smtpUrl' | 'storefrontUrl'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A number of the environment within its bounds; the first name that is set counts. */
export const readNumber = (environment: Environment, names: readonly string[], fallback: number, low: number, high: number): number => {
  const name = names.find((candidate) => environment[candidate])
  if (name === undefined) return fallback
  const text = environment[name] ?? ''
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= low && value <= high) return value
  throw new UsageError(`environment: ${name} is "${text.slice(0, 40)}"; set it to a number from ${low} to ${high}.`)
}

export const readPort = (environment: Environment, names: readonly string[], fallback: number): number => {
  const port = readNumber(environment, names, fallback, 0, 65_535)
  if (Number.isInteger(port)) return port
  throw new UsageError(`environment: ${names.join(' or ')} is ${port}; set it to a whole number from 0 to 65535.`)
}

export const readLogLevel = (environment: Environment): LogLevel => {
  const text = environment['LOG_LEVEL'] || 'info'
  const level = LOG_LEVELS.find((candidate) => candidate === text)
  if (level) return level
  throw new UsageError(`environment: LOG_LEVEL is "${text.slice(0, 40)}"; set it to one of ${LOG_LEVELS.join(', ')}.`)
}

const optionalSecret = (environment: Environment, name: string): Secret | undefined =>
  readSecret({
    key: `${name}_FILE or ${name}`,
    where: 'environment',
    file: environment[`${name}_FILE`],
    variable: environment[name] ? name : undefined,
    environment,
  })

const requiredSecret = (environment: Environment, name: string, example: string): Secret => {
  const value = optionalSecret(environment, name)
  if (value) return value
  throw new UsageError(`environment: ${name} is not set; set it, such as ${example}, or ${name}_FILE to a file that holds it.`)
}

export const readFaults = (environment: Environment): FaultSettings => {
  const token = optionalSecret(environment, 'FAULTS_TOKEN')
  const wish = environment['SHOP_FAULTS'] || 'off'
  if (wish !== 'on' && wish !== 'off') {
    throw new UsageError(`environment: SHOP_FAULTS is "${wish.slice(0, 40)}"; set it to on or off.`)
  }
  const backups = environment['SHOP_BACKUPS']
  return { enabled: wish === 'on', ...(token ? { token } : {}), ...(backups ? { backups } : {}) }
}

/** Uploads and letters of a shop that nobody told where else to keep them. */
const DATA_FOLDER = join(packageRoot, '.run', 'shop')
const STOREFRONT_URL = 'http://localhost:5173'

/** Where a shop with these options keeps files, and how it sends letters. */
export const keepingOf = ({ dataFolder = DATA_FOLDER, mailFolder, smtpUrl, storefrontUrl = STOREFRONT_URL }: ShopOptions) => ({
  uploads: join(dataFolder, 'uploads'),
  mail: { folder: mailFolder ?? join(dataFolder, 'mail'), ...(smtpUrl ? { smtpUrl } : {}) },
  storefrontUrl,
})

const readSmtpUrl = (environment: Environment): Secret | undefined => {
  const url = optionalSecret(environment, 'SHOP_SMTP_URL')
  if (!url || /^smtps?:\/\/[^/]/.test(reveal(url))) return url
  throw new UsageError('environment: SHOP_SMTP_URL holds no URL that starts with smtp:// or smtps://; correct it.')
}

const readStorefrontUrl = (environment: Environment): string => {
  const text = environment['SHOP_STOREFRONT_URL'] || STOREFRONT_URL
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new UsageError('environment: SHOP_STOREFRONT_URL holds no URL that starts with http:// or https://; correct it.')
}

const readKeeping = (environment: Environment): Pick<ShopOptions, 'dataFolder' | 'mailFolder' | 'smtpUrl' | 'storefrontUrl'> => {
  const smtpUrl = readSmtpUrl(environment)
  const mailFolder = environment['SHOP_MAIL_FOLDER']
  return {
    dataFolder: resolve(environment['SHOP_DATA_FOLDER'] || DATA_FOLDER),
    storefrontUrl: readStorefrontUrl(environment),
    ...(mailFolder ? { mailFolder: resolve(mailFolder) } : {}),
    ...(smtpUrl ? { smtpUrl } : {}),
  }
}

const readTrustedProxies = (environment: Environment): readonly string[] => {
  const text = environment['SHOP_TRUSTED_PROXIES']
  if (!text) return LOOPBACK
  const networks = text.split(',').map((network) => network.trim())
  const wrong = networks.find((network) => !isNetwork(network))
  if (wrong === undefined) return networks
  throw new UsageError(
    `environment: SHOP_TRUSTED_PROXIES holds "${wrong.slice(0, 50)}"; set it to addresses and networks such as 127.0.0.1,10.0.0.0/8.`,
  )
}

const readRatesUrl = (environment: Environment): string => {
  const text = environment['RATES_URL'] || `http://127.0.0.1:${readPort(environment, ['PLIMSOLL_RATES_PORT'], 4010)}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw new UsageError('environment: RATES_URL holds no URL that starts with http:// or https://; correct it.')
}

/**
 * What the shop is told by its environment. DATABASE_URL, REDIS_URL, FAULTS_TOKEN and HEALTH_TOKEN may each be given
 * as a file by NAME_FILE.
 *
 * @throws UsageError for a variable that is missing or out of bounds.
 */
export const readShopOptions = (environment: Environment): Required<Omit<ShopOptions, Optional>> & Pick<ShopOptions, Optional> => {
  const healthToken = optionalSecret(environment, 'HEALTH_TOKEN')
  return {
    host: environment['SHOP_HOST'] || '127.0.0.1',
    port: readPort(environment, ['SHOP_PORT', 'PLIMSOLL_SHOP_PORT'], 4000),
    databaseUrl: requiredSecret(environment, 'DATABASE_URL', 'postgres://shop@127.0.0.1:5432/shop'),
    redisUrl: requiredSecret(environment, 'REDIS_URL', 'redis://127.0.0.1:6379'),
    faults: readFaults(environment),
    waitSeconds: readNumber(environment, ['SHOP_WAIT_SECONDS'], 60, 0, 600),
    seedDays: readNumber(environment, ['SHOP_SEED_DAYS'], 180, 1, 366),
    logLevel: readLogLevel(environment),
    ratesUrl: readRatesUrl(environment),
    trustedProxies: readTrustedProxies(environment),
    ...readKeeping(environment),
    ...(environment['SHOP_READER_ROLE'] ? { readerRole: environment['SHOP_READER_ROLE'] } : {}),
    ...(healthToken ? { healthToken } : {}),
  }
}
