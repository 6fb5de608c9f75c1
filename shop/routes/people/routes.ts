import type { Services } from '../../services.js'
import type { Route } from '../route.js'
import { accountRoutes } from './accounts.js'
import { favourRoutes } from './favours.js'
import { messageRoutes } from './messages.js'
import { opinionRoutes } from './opinions.js'
import { uploadRoutes } from './uploads.js'
import { verificationRoutes } from './verification.js'

/** What people do beside buying. */
export const peopleRoutes = (services: Services): readonly Route[] => [
  ...accountRoutes(services),
  ...verificationRoutes(services),
  ...uploadRoutes(services),
  ...messageRoutes(services),
  ...opinionRoutes(services),
  ...favourRoutes(services),
]
