import type { Context } from 'koa'
import { schemaOf } from '../../../configuration/index.js'
import { findAccount, signUp } from '../../domain/people/accounts.js'
import { enter, leave } from '../../domain/people/entrance.js'
import { signInBy, standInIdentity } from '../../domain/people/identities.js'
import { forgetTries, takeTry } from '../../domain/people/tries.js'
import { noteSeen, userOfSession, type User } from '../../domain/people/user.js'
import { RequestError } from '../../errors.js'
import type { Services } from '../../services.js'
import type { Route } from '../route.js'
import { bodyReader, queryReader, readSession } from '../validation.js'
import { postVerification } from './verification.js'

/** The form that browsers accept in an input of type email, and no longer than the table takes. */
const email = {
  type: 'string',
  maxLength: 190,
  pattern: "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){0,5}$",
} as const
const password = { type: 'string', minLength: 8, maxLength: 200 } as const
const subject = { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$' } as const

const readSignUp = bodyReader(
  schemaOf({
    type: 'object',
    properties: {
      email,
      name: { type: 'string', pattern: '^[^\\u0000-\\u001f\\u007f]{1,80}$' },
      password,
      referral: { type: 'string', pattern: '^[A-Z2-7]{8}$' },
    },
    required: ['email', 'name', 'password'],
    additionalProperties: false,
  } as const),
)
const readSignIn = bodyReader(
  schemaOf({
    type: 'object',
    properties: { email, password: { type: 'string', maxLength: 200 } },
    required: ['email', 'password'],
    additionalProperties: false,
  } as const),
)
const readIdentity = bodyReader(
  schemaOf({
    type: 'object',
    properties: { provider: { type: 'string', enum: ['stub'] }, subject },
    required: ['provider', 'subject'],
    additionalProperties: false,
  } as const),
)
const readSubject = queryReader(
  schemaOf({ type: 'object', properties: { subject }, required: ['subject'], additionalProperties: false } as const),
)

type Handler = (services: Services) => Route['handle']

const open: Handler = (services) => async (context) => {
  const { email, password, name, referral } = readSignUp(context)
  const session = readSession(context)
  const passwordHash = await services.passwords.hash(password)
  const applicant = {
    email: email.toLowerCase(),
    name: name.trim() || email,
    passwordHash,
    ...(referral === undefined ? {} : { referral }),
  }
  const { user, token } = await signUp(services.database, session, applicant)
  services.events.signUp()
  postVerification(services, user, token)
  context.status = 201
  context.body = { user }
}

const takeTurn = async ({ database, events, addressOf }: Services, context: Context, account: string): Promise<void> => {
  const { isOneTooMany, waitSeconds } = await takeTry(database, account, addressOf(context.req))
  if (!isOneTooMany) return
  events.signIn('limited')
  context.set('retry-after', String(waitSeconds))
  throw new RequestError(429, `Too many tries for this account; wait ${Math.ceil(waitSeconds / 60)} minutes.`)
}

const check = async ({ database, events, passwords }: Services, account: string, password: string): Promise<User> => {
  const found = await findAccount(database, account)
  if ((await passwords.matches(password, found?.passwordHash)) && found) return found.user
  events.signIn('refused')
  throw new RequestError(401, 'The address or the password is wrong.')
}

const signIn: Handler = (services) => async (context) => {
  const { email, password } = readSignIn(context)
  const [session, account] = [readSession(context), email.toLowerCase()]
  await takeTurn(services, context, account)
  const user = await check(services, account, password)
  await services.database.transaction((query) => enter(query, session, user.id))
  await forgetTries(services.database, account, services.addressOf(context.req))
  services.events.signIn('accepted')
  context.body = { user }
}

const signInElsewhere: Handler =
  ({ database, events }) =>
  async (context) => {
    const { subject } = readIdentity(context)
    const { user, isNew } = await signInBy(database, readSession(context), standInIdentity(subject))
    if (isNew) events.signUp()
    events.signIn('accepted')
    context.body = { user }
  }

const signOut: Handler =
  ({ database }) =>
  async (context) => {
    const session = readSession(context)
    await database.transaction((query) => leave(query, session))
    context.body = { user: null }
  }

const show: Handler =
  ({ database }) =>
  async (context) => {
    const user = await userOfSession(database, readSession(context))
    if (user) await noteSeen(database, user)
    context.body = { user: user ?? null }
  }

const vouch: Route['handle'] = (context) => {
  context.body = { identity: standInIdentity(readSubject(context).subject) }
}

export const accountRoutes = (services: Services): readonly Route[] => [
  { method: 'post', path: '/api/sign-up', handle: open(services) },
  { method: 'post', path: '/api/sign-in', handle: signIn(services) },
  { method: 'post', path: '/api/sign-in/oauth', handle: signInElsewhere(services) },
  { method: 'post', path: '/api/sign-out', handle: signOut(services) },
  { method: 'get', path: '/api/account', handle: show(services) },
  { method: 'get', path: '/api/oauth/stub', handle: vouch },
]
