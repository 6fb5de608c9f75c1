import { Ajv } from 'ajv'
import { schemaOf, type Typed } from '../../../configuration/index.js'

const schema = schemaOf({
  type: 'object',
  properties: {
    base: { type: 'string', pattern: '^[A-Z]{3}$' },
    asOf: { type: 'string', minLength: 10, maxLength: 40 },
    rates: {
      type: 'object',
      propertyNames: { pattern: '^[A-Z]{3}$' },
      minProperties: 1,
      maxProperties: 200,
      additionalProperties: { type: 'number', exclusiveMinimum: 0 },
    },
  },
  required: ['base', 'asOf', 'rates'],
} as const)

/** What one unit of the base is worth in other currencies. */
export type Rates = Typed<typeof schema>

/** Why an attempt gave no rates: nobody there, no answer in time, an answer that is none, or one that makes no sense. */
export type RatesFailure = 'unreachable' | 'timeout' | 'refused' | 'invalid'

export class RatesError extends Error {
  override readonly name = 'RatesError' as const
  readonly reason: RatesFailure

  constructor(reason: RatesFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

const isRates = new Ajv().compile<Rates>(schema)
const LONGEST_BYTES = 65_536

const readBounded = async ({ body }: Response): Promise<string> => {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body ?? []) {
    bytes += part.byteLength
    if (bytes > LONGEST_BYTES) throw new RatesError('invalid', `the answer is longer than ${LONGEST_BYTES} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

const parse = (text: string): Rates => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new RatesError('invalid', 'the answer is no JSON', { cause: error })
  }
  if (isRates(value)) return { base: value.base, asOf: value.asOf, rates: value.rates }
  throw new RatesError('invalid', 'the answer holds no rates')
}

const failure = (error: unknown): RatesError => {
  if (error instanceof RatesError) return error
  const late = error instanceof Error && error.name === 'TimeoutError'
  return new RatesError(late ? 'timeout' : 'unreachable', late ? 'no answer in time' : 'the service cannot be reached', { cause: error })
}

/**
 * Asks once, at `url`/latest, within so many milliseconds.
 *
 * @throws RatesError with its reason.
 */
export const requestRates = async (url: string, milliseconds: number): Promise<Rates> => {
  try {
    const response = await fetch(`${url}/latest`, { signal: AbortSignal.timeout(milliseconds), redirect: 'error' })
    const text = await readBounded(response)
    if (!response.ok) throw new RatesError('refused', `the service answers ${response.status}`)
    return parse(text)
  } catch (error) {
    throw failure(error)
  }
}
