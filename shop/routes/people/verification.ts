import { schemaOf } from '../../../configuration/index.js'
import type { User } from '../../domain/people/user.js'
import { confirmVerification, openVerification } from '../../domain/people/verification.js'
import { verificationLetter } from '../../mail/letters.js'
import type { Services } from '../../services.js'
import { requireUser } from '../authorize.js'
import type { Route } from '../route.js'
import { bodyReader } from '../validation.js'

const readToken = bodyReader(
  schemaOf({
    type: 'object',
    properties: { token: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' } },
    required: ['token'],
    additionalProperties: false,
  } as const),
)

/** Sends the letter that asks for the token. */
export const postVerification = ({ mailer, storefrontUrl }: Services, user: User, token: string): void =>
  mailer.post(verificationLetter(user, `${storefrontUrl}/account?verify=${token}`))

type Handler = (services: Services) => Route['handle']

const confirm: Handler =
  ({ database }) =>
  async (context) => {
    await confirmVerification(database, readToken(context).token)
    context.body = { verified: true }
  }

const sendAgain: Handler = (services) => async (context) => {
  const user = await requireUser(services, context)
  const token = await services.database.transaction((query) => openVerification(query, user.id))
  postVerification(services, user, token)
  context.status = 202
  context.body = { sent: true }
}

export const verificationRoutes = (services: Services): readonly Route[] => [
  { method: 'post', path: '/api/verify', handle: confirm(services) },
  { method: 'post', path: '/api/verify/letter', handle: sendAgain(services) },
]
