import { createLogger } from '../instrument/index.js'
import { run } from './run.js'
import { startTraffic } from './traffic/generator.js'
import { readTrafficSettings } from './traffic/options.js'

await run('traffic', async () => {
  const { logLevel, ...settings } = readTrafficSettings(process.env)
  const logger = createLogger('traffic', { level: logLevel })
  logger.info({ shop: settings.url, requestsPerSecond: settings.rate, curve: settings.curve }, 'visitors are coming')
  return startTraffic({ ...settings, logger })
})
