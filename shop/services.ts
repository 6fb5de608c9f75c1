import type { BusinessEvents, InstrumentedCache, Instruments } from '../instrument/index.js'
import type { Logger } from 'pino'
import type { Database } from './database/database.js'
import type { RatesSource } from './domain/currency/rates.js'
import type { PaymentProvider } from './domain/payment-provider.js'
import type { Passwords } from './domain/people/passwords.js'
import type { Faults } from './faults/faults.js'
import type { Mailer } from './mail/mailer.js'
import type { AddressOf } from './proxies.js'
import type { Channel } from './realtime/channel.js'
import type { Hub } from './realtime/hub.js'
import type { UploadStore } from './uploads/store.js'

/** What the routes work with; made once, at the start. */
export interface Services {
  readonly database: Database
  readonly cache: InstrumentedCache
  readonly events: BusinessEvents
  readonly provider: PaymentProvider
  readonly faults: Faults
  readonly hub: Hub
  readonly channel: Channel
  readonly rates: RatesSource
  readonly mailer: Mailer
  readonly passwords: Passwords
  readonly uploads: UploadStore
  /** Who sent a request, through a proxy or not. */
  readonly addressOf: AddressOf
  /** Where the pages are, for links in letters. */
  readonly storefrontUrl: string
  readonly instruments: Instruments
  /** Writes the request's correlation id on every line. */
  readonly logger: Logger
}
