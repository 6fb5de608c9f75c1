import type { Context } from 'koa'
import { userOfSession, type Role, type User } from '../domain/people/user.js'
import { RequestError } from '../errors.js'
import type { Services } from '../services.js'
import { readSession } from './validation.js'

/**
 * Who asks, where somebody with one of these roles does; anybody who has signed in where no role is named.
 *
 * @throws RequestError 401 without a sign-in, 403 for another role
 */
export const requireUser = async ({ database }: Pick<Services, 'database'>, context: Context, ...roles: readonly Role[]): Promise<User> => {
  const user = await userOfSession(database, readSession(context))
  if (!user) throw new RequestError(401, 'Sign in first, with POST /api/sign-in.')
  if (roles.length === 0 || roles.includes(user.role)) return user
  throw new RequestError(403, `This is for the role ${roles.join(' or ')}; you are signed in as ${user.role}.`)
}
