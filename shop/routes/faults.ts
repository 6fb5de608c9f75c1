import { schemaOf } from '../../configuration/index.js'
import type { Services } from '../services.js'
import type { FaultSettings } from '../settings.js'
import { InjectedFaultError, RequestError } from '../errors.js'
import { faultSwitches, type FaultName } from '../faults/switches.js'
import { evenly } from '../random.js'
import { callerOf, isTrusted } from './trust.js'
import type { Route } from './route.js'
import { bodyReader } from './validation.js'

const readRequest = bodyReader(
  schemaOf({
    type: 'object',
    properties: {
      seconds: { type: 'number', minimum: 1, maximum: 3600 },
      share: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
      route: { type: 'string', maxLength: 100 },
    },
    required: [],
    additionalProperties: false,
  } as const),
)

const DEFAULT_SECONDS = 600

const nameOf = (text: string | undefined): FaultName => {
  const known = faultSwitches.find(({ name }) => name === text)
  if (known) return known.name
  throw new RequestError(404, `There is no such fault; there are ${faultSwitches.map(({ name }) => name).join(' and ')}.`)
}

/** Lets a handler be reached by those who may break the shop alone. */
const guard =
  ({ enabled, token }: FaultSettings) =>
  (handle: Route['handle']): Route['handle'] =>
  (context) => {
    if (!enabled) throw new RequestError(404, 'The fault switches are off; start the shop with SHOP_FAULTS=on.')
    if (isTrusted(callerOf(context, 'x-faults-token'), token)) return handle(context)
    const remedy = token ? 'Send the token of FAULTS_TOKEN in the header x-faults-token.' : 'Faults are thrown from this machine alone.'
    throw new RequestError(403, remedy)
  }

const listed =
  ({ faults }: Services): Route['handle'] =>
  (context) => {
    context.body = { faults: faultSwitches, active: faults.active() }
  }

const thrown =
  ({ faults, logger }: Services, paths: readonly string[]): Route['handle'] =>
  (context) => {
    const name = nameOf(context.params['name'])
    const { seconds = DEFAULT_SECONDS, ...rest } = readRequest(context)
    if (rest.route !== undefined && !paths.includes(rest.route)) {
      throw new RequestError(400, `The shop has no route ${rest.route}; choose one of ${paths.join(', ')}.`)
    }
    const fault = faults.break(name, { seconds, ...rest })
    logger.warn({ fault }, 'fault thrown')
    context.status = 201
    context.body = { fault }
  }

const healed =
  ({ faults, logger }: Services): Route['handle'] =>
  (context) => {
    const name = nameOf(context.params['name'])
    const wasBroken = faults.heal(name)
    if (wasBroken) logger.warn({ fault: name }, 'fault healed')
    context.body = { healed: wasBroken }
  }

/** The switches: list, throw, heal. `paths` are the routes that the fault `errors` can hit. */
export const faultRoutes = (services: Services, settings: FaultSettings, paths: readonly string[]): readonly Route[] => {
  const allowed = guard(settings)
  return [
    { method: 'get', path: '/api/faults', handle: allowed(listed(services)) },
    { method: 'post', path: '/api/faults/:name', handle: allowed(thrown(services, paths)) },
    { method: 'delete', path: '/api/faults/:name', handle: allowed(healed(services)) },
  ]
}

/** Puts the fault `errors` before a route's handler: the share of its requests that the fault asks for fails. */
export const breakable = ({ faults }: Services, { path, handle, ...route }: Route): Route => {
  const isHit = evenly()
  return {
    ...route,
    path,
    handle: (context) => {
      const fault = faults.find('errors')
      if (fault?.route === path && isHit(fault.share)) throw new InjectedFaultError(`fault errors on ${path}`)
      return handle(context)
    },
  }
}
