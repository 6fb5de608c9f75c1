import { schemaOf } from '../../../configuration/index.js'
import { referralOf } from '../../domain/people/referrals.js'
import { findSamples, requestSample, sendSample } from '../../domain/people/samples.js'
import { RequestError } from '../../errors.js'
import { sampleLetter } from '../../mail/letters.js'
import type { Services } from '../../services.js'
import { requireUser } from '../authorize.js'
import type { Route } from '../route.js'
import { queryReader, readId } from '../validation.js'
import { paging } from './paging.js'

const readPage = queryReader(schemaOf({ type: 'object', properties: paging, required: [], additionalProperties: false } as const))

type Handler = (services: Services) => Route['handle']

const ask: Handler = (services) => async (context) => {
  const productId = readId(context.params['id'])
  const user = await requireUser(services, context)
  const sample = await requestSample(services.database, user.id, productId)
  services.events.sampleRequest()
  context.status = 201
  context.body = { sample }
}

const list: Handler = (services) => async (context) => {
  const { limit = 20, offset = 0 } = readPage(context)
  const user = await requireUser(services, context)
  context.body = { ...(await findSamples(services.database, user, limit, offset)), limit, offset }
}

const send: Handler = (services) => async (context) => {
  const id = readId(context.params['id'])
  await requireUser(services, context, 'supplier', 'administrator')
  const sent = await sendSample(services.database, id)
  if (!sent) throw new RequestError(404, `There is no sample ${id} that waits to be sent.`)
  services.mailer.post(sampleLetter(sent, sent.product))
  context.body = { sample: { id, status: 'sent' } }
}

const refer: Handler = (services) => async (context) => {
  const user = await requireUser(services, context)
  context.body = await referralOf(services.database, user.id)
}

export const favourRoutes = (services: Services): readonly Route[] => [
  { method: 'post', path: '/api/products/:id/samples', handle: ask(services) },
  { method: 'get', path: '/api/samples', handle: list(services) },
  { method: 'post', path: '/api/samples/:id/send', handle: send(services) },
  { method: 'get', path: '/api/referral', handle: refer(services) },
]
