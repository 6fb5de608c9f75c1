import { startRates } from './rates/stand-in.js'
import { run } from './run.js'
import { readFaults, readPort } from './settings.js'

await run('rates', () =>
  startRates({
    host: process.env['RATES_HOST'] || '127.0.0.1',
    port: readPort(process.env, ['RATES_PORT', 'PLIMSOLL_RATES_PORT'], 4010),
    faults: readFaults(process.env),
  }),
)
