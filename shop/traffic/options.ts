import { UsageError, type Environment } from '../../configuration/index.js'
import { readLogLevel, readNumber, readPort, type LogLevel } from '../settings.js'
import { CURVES, type Curve } from './generator.js'

export interface TrafficSettings {
  readonly url: string
  readonly rate: number
  readonly curve: Curve
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

const readCurve = (environment: Environment): Curve => {
  const text = environment['TRAFFIC_CURVE'] || 'day'
  const curve = CURVES.find((candidate) => candidate === text)
  if (curve) return curve
  throw new UsageError(`environment: TRAFFIC_CURVE is "${text.slice(0, 40)}"; set it to ${CURVES.join(' or ')}.`)
}

/** What the traffic generator is told by its environment. */
export const readTrafficSettings = (environment: Environment): TrafficSettings => ({
  url: readUrl(environment),
  rate: readNumber(environment, ['TRAFFIC_RATE'], 15, 0.1, 500),
  curve: readCurve(environment),
  seed: readNumber(environment, ['TRAFFIC_SEED'], Date.now() % 1_000_000, 0, 4_294_967_295),
  logLevel: readLogLevel(environment),
})
