import type { Services } from '../../services.js'
import type { Route } from '../route.js'
import { accountRoutes } from './accounts.js'
import { verificationRoutes } from './verification.js'

/** What people do beside buying. */
export const peopleRoutes = (services: Services): readonly Route[] => [...accountRoutes(services), ...verificationRoutes(services)]
