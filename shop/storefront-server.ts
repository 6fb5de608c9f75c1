import { UsageError, type Environment } from '../configuration/index.js'
import { run } from './run.js'
import { readPort } from './settings.js'
import { startStorefront } from './static-server.js'

const readApiUrl = (environment: Environment): string => {
  const text = environment['SHOP_URL'] || `http://127.0.0.1:${readPort(environment, ['SHOP_PORT', 'PLIMSOLL_SHOP_PORT'], 4000)}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:') return url.origin
  throw new UsageError('environment: SHOP_URL is no http:// address; set it to where the shop API listens, such as http://127.0.0.1:4000.')
}

await run('storefront', () =>
  startStorefront({
    host: process.env['STOREFRONT_HOST'] || '127.0.0.1',
    port: readPort(process.env, ['STOREFRONT_PORT', 'PLIMSOLL_STOREFRONT_PORT'], 5173),
    apiUrl: readApiUrl(process.env),
  }),
)
