import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'koa'
import { InjectedFaultError, RequestError } from '../errors.js'
import type { Faults } from '../faults/faults.js'
import { isSkewed, skewedClock } from '../faults/pretence.js'
import { evenly } from '../random.js'
import type { Services } from '../services.js'
import type { Route } from './route.js'

/** Done before a request is handled; what it throws is the answer. */
type Obstacle = (context: Context) => Promise<void> | void

const RELEASE_MILLISECONDS = 800
const FAILING_THIRD = 1 / 3

const failing = ({ find }: Faults, path: string): Obstacle => {
  const isHit = evenly()
  return () => {
    const fault = find('errors')
    if (fault?.route === path && isHit(fault.share)) throw new InjectedFaultError(`fault errors on ${path}`)
  }
}

const worseThanBefore = ({ find }: Faults): Obstacle => {
  const [isHit, fails] = [evenly(), evenly()]
  return async () => {
    const fault = find('bad-release')
    if (!fault || !isHit(fault.share)) return
    await sleep(RELEASE_MILLISECONDS)
    if (fails(FAILING_THIRD)) throw new InjectedFaultError('fault bad-release')
  }
}

const withoutOrders = ({ find }: Faults): Obstacle => {
  const isHit = evenly()
  return () => {
    const fault = find('order-drop')
    if (fault && isHit(fault.share)) throw new RequestError(409, 'The basket cannot be turned into an order just now.')
  }
}

const outOfTime =
  (faults: Faults): Obstacle =>
  (context) => {
    if (isSkewed(faults)) context.set('date', new Date(skewedClock(faults)).toUTCString())
  }

/** Puts the faults that hit requests before a route's handler. */
export const breakable = ({ faults }: Services, { path, method, handle, ...route }: Route): Route => {
  const places = method === 'post' && path === '/api/checkout'
  const obstacles = [outOfTime(faults), failing(faults, path), worseThanBefore(faults), ...(places ? [withoutOrders(faults)] : [])]
  return {
    ...route,
    method,
    path,
    handle: async (context) => {
      for (const obstacle of obstacles) await obstacle(context)
      return handle(context)
    },
  }
}
