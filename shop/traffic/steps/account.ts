import type { Account } from '../people.js'
import { newcomer } from '../people.js'
import { chance, idOf, type Visitor } from '../visitor.js'

/** Of 100 visits, how many are by somebody with an account, and how many of the others make one. */
const RETURNS = 0.3
const SIGNS_UP = 0.05
/** A young shop wins its first people faster. */
const FEW = 20
const SIGNS_UP_EARLY = 0.3
const MISTYPES = 0.02
const SIGNS_OUT = 0.15

const openSession = async ({ client }: Visitor): Promise<boolean> => {
  const session = (await client.post('session', '/api/sessions')).body['session']
  if (typeof session !== 'string') return false
  client.enter(session)
  return true
}

const resume = async ({ client }: Visitor, { session }: Account): Promise<boolean> => {
  if (session === undefined) return false
  client.enter(session)
  return idOf(await client.get('resume', '/api/account'), 'user') !== undefined
}

const signIn = async ({ client, random }: Visitor, { email, password }: Account): Promise<boolean> => {
  if (chance(random, MISTYPES)) await client.post('sign in', '/api/sign-in', { email, password: `${password}x` })
  return (await client.post('sign in', '/api/sign-in', { email, password })).status === 200
}

const signUp = async ({ client, random }: Visitor): Promise<Account | undefined> => {
  const { name, email, password } = newcomer(random)
  const id = idOf(await client.post('sign up', '/api/sign-up', { name, email, password }), 'user')
  return id === undefined ? undefined : { id, email, password }
}

/** Who visits: a stranger with a session, or somebody with an account. Undefined where the shop gives no session. */
export interface Arrival {
  readonly account?: Account | undefined
}

const arriveAs = async (visitor: Visitor, account: Account): Promise<Arrival | undefined> => {
  if (await resume(visitor, account)) return { account }
  if (!(await openSession(visitor))) return undefined
  return (await visitor.people.atTheDoor(() => signIn(visitor, account))) ? { account } : {}
}

const arriveAsStranger = async (visitor: Visitor): Promise<Arrival | undefined> => {
  if (!(await openSession(visitor))) return undefined
  const share = visitor.people.size() < FEW ? SIGNS_UP_EARLY : SIGNS_UP
  return chance(visitor.random, share) ? { account: await visitor.people.atTheDoor(() => signUp(visitor)) } : {}
}

/** Opens a session, or the one of the last visit, and signs in or up where somebody wants an account. */
export const arrive = async (visitor: Visitor, known: Account | undefined): Promise<Arrival | undefined> =>
  known ? arriveAs(visitor, known) : arriveAsStranger(visitor)

/** Somebody with an account, where one of them comes this time. */
export const whoComes = ({ random, people }: Visitor): Account | undefined => (chance(random, RETURNS) ? people.leave(random) : undefined)

/** Leaves the shop; the account is as it goes home, signed out or with its session. */
export const goHome = async ({ client, random }: Visitor, account: Account): Promise<Account> => {
  if (!chance(random, SIGNS_OUT)) return { ...account, session: client.session() }
  await client.post('sign out', '/api/sign-out')
  return { ...account, session: undefined }
}
