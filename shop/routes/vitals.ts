import { vitalsBeacon } from '../../instrument/index.js'
import { RequestError } from '../errors.js'
import type { Services } from '../services.js'
import type { Route } from './route.js'

/** The storefront's views as its beacons name them; also the label `page`. */
export const PAGES = ['browse', 'product', 'basket', 'order', 'account', 'auctions', 'auction', 'supplier', 'administration'] as const

/** What browsers tell of the storefront's pages; needs no session, for it is sent as a page is left. */
export const vitalsRoutes = ({ instruments, addressOf }: Services): readonly Route[] => {
  const receive = vitalsBeacon(instruments, { pages: PAGES })
  return [
    {
      method: 'post',
      path: '/api/vitals',
      handle: (context) => {
        if (!context.is('application/json')) throw new RequestError(415, 'Send the beacon as application/json.')
        const { body, rawBody } = context.request
        const { status, error } = receive({ address: addressOf(context.req), bytes: Buffer.byteLength(rawBody ?? ''), body })
        if (error !== undefined) throw new RequestError(status, error)
        context.status = status
      },
    },
  ]
}
