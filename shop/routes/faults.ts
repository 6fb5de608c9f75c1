import { schemaOf } from '../../configuration/index.js'
import type { Services } from '../services.js'
import type { FaultSettings } from '../settings.js'
import { RequestError } from '../errors.js'
import type { Board } from '../faults/board.js'
import { wishedTraffic } from '../faults/pretence.js'
import { faultSwitches, type FaultName } from '../faults/switches/index.js'
import { callerOf, isTrusted } from './trust.js'
import { logOf } from './log.js'
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

const nameOf = (text: string | undefined): FaultName => {
  const known = faultSwitches.find(({ name }) => name === text)
  if (known) return known.name
  throw new RequestError(404, `There is no such fault; there are ${faultSwitches.map(({ name }) => name).join(', ')}.`)
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
  (board: Board, paths: readonly string[]): Route['handle'] =>
  async (context) => {
    const name = nameOf(context.params['name'])
    const request = readRequest(context)
    if (request.route !== undefined && !paths.includes(request.route)) {
      throw new RequestError(400, `The shop has no route ${request.route}; choose one of ${paths.join(', ')}.`)
    }
    const fault = await board.break(name, request)
    logOf(context).warn({ fault }, 'fault thrown')
    context.status = 201
    context.body = { fault }
  }

const healed =
  (board: Board): Route['handle'] =>
  async (context) => {
    const name = nameOf(context.params['name'])
    const wasBroken = await board.heal(name)
    if (wasBroken) logOf(context).warn({ fault: name }, 'fault healed')
    context.body = { healed: wasBroken }
  }

/** What the traffic generator is asked for; a figure that harms nobody, hence without a token. */
const wished =
  ({ faults }: Services): Route['handle'] =>
  (context) => {
    context.body = { factor: wishedTraffic(faults) }
  }

export interface Switches extends FaultSettings {
  readonly board: Board
}

/** The switches: list, throw, heal. `paths` are the routes that the fault `errors` can hit. */
export const faultRoutes = (services: Services, switches: Switches, paths: readonly string[]): readonly Route[] => {
  const { board } = switches
  const allowed = guard(switches)
  return [
    { method: 'get', path: '/api/faults', handle: allowed(listed(services)) },
    { method: 'post', path: '/api/faults/:name', handle: allowed(thrown(board, paths)) },
    { method: 'delete', path: '/api/faults/:name', handle: allowed(healed(board)) },
    { method: 'get', path: '/api/traffic/wish', handle: wished(services) },
  ]
}
