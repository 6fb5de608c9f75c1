import { RequestError } from '../errors.js'
import type { Services } from '../services.js'
import type { Route } from './route.js'

export const rateRoutes = ({ rates }: Services): readonly Route[] => [
  {
    method: 'get',
    path: '/api/rates',
    handle: async (context) => {
      const latest = await rates.latest()
      if (!latest) throw new RequestError(503, 'There are no currency rates yet; try again in a moment.')
      context.body = latest
    },
  },
]
