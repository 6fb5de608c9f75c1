import type { Context } from 'koa'
import { findUpload, keepUpload, type Upload } from '../../domain/people/uploads.js'
import { RequestError } from '../../errors.js'
import type { Services } from '../../services.js'
import { isFull } from '../../uploads/store.js'
import { endingOf, typeOf, UPLOAD_TYPES, type UploadType } from '../../uploads/types.js'
import { requireUser } from '../authorize.js'
import type { Route } from '../route.js'
import { rawBodyReader } from './raw-body.js'

const LIMIT_BYTES = 2 * 1024 * 1024

const tooLarge = (): RequestError => new RequestError(413, 'The file is too large; send at most 2 MB.')
const otherType = (): RequestError => new RequestError(415, `Send the file itself, as its own type: ${UPLOAD_TYPES.join(', ')}.`)

/** Where a browser gets the file. */
export const uploadUrl = (id: string): string => `/api/uploads/${id}`

const readBody = rawBodyReader(LIMIT_BYTES, tooLarge)

const readFile = async (context: Context): Promise<readonly [UploadType, Buffer]> => {
  if (!context.is([...UPLOAD_TYPES])) throw otherType()
  const content = await readBody(context)
  const type = typeOf(content)
  if (type === undefined || !context.is(type)) throw otherType()
  return [type, content]
}

const keep = async ({ database, uploads }: Services, context: Context, userId: number): Promise<Upload> => {
  const [type, content] = await readFile(context)
  return keepUpload(database, uploads, userId, type, content)
}

const refused = ({ events }: Services, error: unknown): unknown => {
  if (isFull(error)) {
    events.upload('full')
    return new RequestError(507, "The shop's disk is full and your file was not kept; try again later.", { cause: error })
  }
  events.upload(error instanceof RequestError && error.status < 500 ? 'refused' : 'failed')
  return error
}

type Handler = (services: Services) => Route['handle']

const receive: Handler = (services) => async (context) => {
  const user = await requireUser(services, context)
  try {
    const { id, type, bytes } = await keep(services, context, user.id)
    services.events.upload('stored')
    context.status = 201
    context.body = { upload: { id, type, bytes, url: uploadUrl(id) } }
  } catch (error) {
    throw refused(services, error)
  }
}

const gone = (): RequestError => new RequestError(404, 'There is no such file, or no longer.')

/** Nothing in it runs or loads, whatever it holds. An image may stand in a page; anything else is saved by whoever opens it. */
const guard = (context: Context, { id, type }: Upload): void => {
  const disposition = type.startsWith('image/') ? 'inline' : 'attachment'
  context.set({
    'content-type': type,
    'content-disposition': `${disposition}; filename="${id}.${endingOf(type)}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=86400, immutable',
  })
}

/** Whoever knows the 128 random bits of the id was given them: an image in a page can send no session. */
const show: Handler =
  ({ database, uploads }) =>
  async (context) => {
    const id = context.params['id'] ?? ''
    if (!/^[A-Za-z0-9_-]{22}$/.test(id)) throw gone()
    const upload = await findUpload(database, id)
    const content = upload && (await uploads.read(upload.id))
    if (!content) throw gone()
    guard(context, upload)
    context.body = content
  }

export const uploadRoutes = (services: Services): readonly Route[] => [
  { method: 'post', path: '/api/uploads', handle: receive(services) },
  { method: 'get', path: '/api/uploads/:id', handle: show(services) },
]
