import { schemaOf } from '../../../configuration/index.js'
import { findContacts, findMessages, openMessage, sendMessage, type Message } from '../../domain/people/messages.js'
import { RequestError } from '../../errors.js'
import type { Services } from '../../services.js'
import { requireUser } from '../authorize.js'
import type { Route } from '../route.js'
import { bodyReader, queryReader, readId } from '../validation.js'
import { paging } from './paging.js'
import { uploadUrl } from './uploads.js'

const readDraft = bodyReader(
  schemaOf({
    type: 'object',
    properties: {
      to: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
      text: { type: 'string', pattern: '^[^\\u0000]{1,2000}$' },
      attachment: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' },
    },
    required: ['to', 'text'],
    additionalProperties: false,
  } as const),
)
const readPage = queryReader(schemaOf({ type: 'object', properties: paging, required: [], additionalProperties: false } as const))

const shown = ({ uploadId, ...message }: Message): object => ({
  ...message,
  attachment: uploadId === null ? null : { id: uploadId, url: uploadUrl(uploadId) },
})

type Handler = (services: Services) => Route['handle']

const send: Handler = (services) => async (context) => {
  const draft = readDraft(context)
  const user = await requireUser(services, context)
  const message = await sendMessage(services.database, user.id, draft)
  services.events.message()
  services.hub.publish(`user:${message.to.id}`, { type: 'message', message: shown(message) })
  context.status = 201
  context.body = { message: shown(message) }
}

const list: Handler = (services) => async (context) => {
  const { limit = 20, offset = 0 } = readPage(context)
  const user = await requireUser(services, context)
  const { messages, ...counts } = await findMessages(services.database, user.id, limit, offset)
  context.body = { messages: messages.map(shown), ...counts, limit, offset }
}

const open: Handler = (services) => async (context) => {
  const id = readId(context.params['id'])
  const user = await requireUser(services, context)
  const message = await openMessage(services.database, user.id, id)
  if (!message) throw new RequestError(404, `There is no message ${id} of yours.`)
  context.body = { message: shown(message) }
}

const contacts: Handler = (services) => async (context) => {
  const user = await requireUser(services, context)
  context.body = { contacts: await findContacts(services.database, user.id) }
}

export const messageRoutes = (services: Services): readonly Route[] => [
  { method: 'get', path: '/api/messages', handle: list(services) },
  { method: 'post', path: '/api/messages', handle: send(services) },
  { method: 'get', path: '/api/messages/:id', handle: open(services) },
  { method: 'get', path: '/api/contacts', handle: contacts(services) },
]
