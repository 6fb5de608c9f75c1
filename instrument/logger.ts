import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'
import { correlationMixin } from './correlation.js'

const SECRETS = [
  'password',
  'passwd',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'apiKey',
  'authorization',
  'cookie',
  'connectionString',
]
const HEADERS = ['authorization', 'cookie', '["set-cookie"]', '["x-api-key"]', '["proxy-authorization"]']

const pathOf = (parent: string, name: string): string => (name.startsWith('[') ? `${parent}${name}` : `${parent}.${name}`)
const redacted = [
  ...SECRETS,
  ...SECRETS.map((name) => `*.${name}`),
  ...['headers', '*.headers', '*.*.headers'].flatMap((parent) => HEADERS.map((name) => pathOf(parent, name))),
]

export interface LoggerOptions {
  /** `info` when left away. */
  readonly level?: string
  /** Standard output when left away. */
  readonly destination?: DestinationStream
}

/** What waits for a disk that is full; beyond it lines are lost. */
const WAITING_BYTES = 1_000_000

/**
 * Standard output. That nothing can be written there, as when the disk is full, costs lines and not the process. It is
 * written at once: what pino keeps for the end it tries to write there for ever.
 */
const standardOutput = (): DestinationStream => {
  const output = pino.destination({ fd: 1, sync: true, maxLength: WAITING_BYTES })
  output.on('error', () => {})
  return output
}

/**
 * A logger that writes one JSON object a line: time, level and service by name, the correlation id of the request that
 * is being answered, and no secret that stands under a usual name.
 *
 * @example
 * const logger = createLogger('shop')
 * logger.info({ order: 17 }, 'order placed')
 */
export const createLogger = (name: string, options: LoggerOptions = {}): Logger =>
  pino(
    {
      name,
      level: options.level ?? 'info',
      base: {},
      formatters: { level: (label) => ({ level: label }) },
      timestamp: stdTimeFunctions.isoTime,
      mixin: correlationMixin(),
      redact: { paths: redacted, censor: '[redacted]' },
    },
    options.destination ?? standardOutput(),
  )
