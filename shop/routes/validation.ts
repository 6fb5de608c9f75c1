import { Ajv, type ErrorObject } from 'ajv'
import type { Context } from 'koa'
import type { Schema } from '../../configuration/index.js'
import { RequestError } from '../errors.js'

/** Query strings and paths hold text only; there numbers are read from it. */
const fromText = new Ajv({ coerceTypes: true })
const fromJson = new Ajv()

const sentence = (where: string, error: ErrorObject | undefined): string => {
  const name = error?.instancePath.slice(1).replaceAll('/', '.')
  if (error?.keyword === 'additionalProperties')
    return `The ${where} may not hold "${String(error.params['additionalProperty']).slice(0, 60)}".`
  if (error?.keyword === 'enum')
    return `In the ${where}, ${name} must be one of ${(error.params['allowedValues'] as readonly string[]).join(', ')}.`
  return `In the ${where}, ${name || 'the value'} ${error?.message ?? 'is not valid'}.`
}

const checker = <T>(ajv: Ajv, where: string, schema: Schema<T>): ((value: unknown) => T) => {
  const validate = ajv.compile<T>(schema)
  return (value) => {
    if (validate(value)) return value
    throw new RequestError(400, sentence(where, validate.errors?.[0]))
  }
}

/** Reads the query string by a schema; each name counts once. */
export const queryReader = <T>(schema: Schema<T>): ((context: Context) => T) => {
  const check = checker(fromText, 'query', schema)
  return (context) => check({ ...context.query })
}

/** Reads a JSON body by a schema; another content type is refused, so that a form on a foreign page cannot send one. */
export const bodyReader = <T>(schema: Schema<T>): ((context: Context) => T) => {
  const check = checker(fromJson, 'body', schema)
  return (context) => {
    if (!context.is('application/json')) throw new RequestError(415, 'Send the body as application/json.')
    return check(context.request.body)
  }
}

const LARGEST_ID = 2_147_483_647

/** The number in a path, such as that of /api/products/7. */
export const readId = (text: string | undefined): number => {
  const id = /^[1-9]\d{0,9}$/.test(text ?? '') ? Number(text) : Number.NaN
  if (id <= LARGEST_ID) return id
  throw new RequestError(400, `The id in the path must be a whole number from 1 to ${LARGEST_ID}.`)
}

/** The session's token from the header x-session. */
export const readSession = (context: Context): string => {
  const token = context.get('x-session')
  if (/^[A-Za-z0-9_-]{22,64}$/.test(token)) return token
  throw new RequestError(401, 'Send the session in the header x-session; open one with POST /api/sessions.')
}
