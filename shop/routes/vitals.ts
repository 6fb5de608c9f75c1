import type { Context } from 'koa'
import { isIPv4 } from 'node:net'
import { vitalsBeacon } from '../../instrument/index.js'
import { RequestError } from '../errors.js'
import type { Services } from '../services.js'
import type { Route } from './route.js'

/** The storefront's views as its beacons name them; also the label `page`. */
export const PAGES = ['browse', 'product', 'basket', 'order', 'account', 'auctions', 'auction', 'supplier', 'administration'] as const

const OWN_NETWORK = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/

/** Who sent it: a proxy on our own network names the visitor last; what a stranger writes there is not believed. */
const visitorOf = (context: Context): string => {
  const neighbour = (context.req.socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '')
  const isOurs = neighbour === '::1' || (isIPv4(neighbour) && OWN_NETWORK.test(neighbour))
  const named = context.get('x-forwarded-for').split(',').at(-1)?.trim().slice(0, 45)
  return isOurs && named ? named : neighbour
}

/** What browsers tell of the storefront's pages; needs no session, for it is sent as a page is left. */
export const vitalsRoutes = ({ instruments }: Services): readonly Route[] => {
  const receive = vitalsBeacon(instruments, { pages: PAGES })
  return [
    {
      method: 'post',
      path: '/api/vitals',
      handle: (context) => {
        if (!context.is('application/json')) throw new RequestError(415, 'Send the beacon as application/json.')
        const { body, rawBody } = context.request
        const { status, error } = receive({ address: visitorOf(context), bytes: Buffer.byteLength(rawBody ?? ''), body })
        if (error !== undefined) throw new RequestError(status, error)
        context.status = status
      },
    },
  ]
}
