import { UsageError, type Environment } from '../../configuration/index.js'
import { readLogLevel, readNumber, readPort, type LogLevel } from '../settings.js'

export interface TrafficSettings {
  readonly url: string
  readonly rate: number
  readonly seed: number
  readonly logLevel: LogLevel
}

const LOCAL = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\]|[a-z0-9-]+)$/

/** Only this machine, or a container's name on its own network: load is never sent to a stranger. */
const readUrl = (environment: Environment): string => {
  const text = environment['SHOP_URL'] || `http://127.0.0.1:${readPort(environment, ['SHOP_PORT', 'PLIMSOLL_SHOP_PORT'], 4000)}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' && LOCAL.test(url.hostname)) return url.origin
  throw new UsageError(`environment: SHOP_URL is no http:// address of this machine or of a container beside it; correct it.`)
}

/** What the traffic generator is told by its environment. */
export const readTrafficSettings = (environment: Environment): TrafficSettings => ({
  url: readUrl(environment),
  rate: readNumber(environment, ['TRAFFIC_RATE'], 15, 0.1, 500),
  seed: readNumber(environment, ['TRAFFIC_SEED'], Date.now() % 1_000_000, 0, 4_294_967_295),
  logLevel: readLogLevel(environment),
})
