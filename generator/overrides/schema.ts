import type { Schema } from '../../configuration/index.js'
import { schemaOf } from '../../configuration/index.js'
import { OWNERS } from '../../definition/site/index.js'

/** Printed into documents: one line, and nothing that a terminal would take for a command. */
const line = (characters: number, what: string) =>
  ({
    type: 'string',
    pattern: `^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,${characters}}$`,
    description: `${what}, one line of at most ${characters} characters`,
  }) as const

const list = schemaOf({
  type: 'array',
  items: {
    type: 'object',
    properties: {
      limit: line(100, 'the name of a limit'),
      level: { type: 'string', enum: ['P0', 'P1', 'P2', 'P3'] },
      value: { type: ['string', 'number'], description: 'a value with its unit, such as 3 %, 700 ms or 12' },
      environment: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,31}$', description: 'the name of an environment, such as staging' },
      labels: { type: 'object', minProperties: 1, additionalProperties: line(200, 'the value of the label') },
      owner: { type: 'string', enum: OWNERS },
      reason: line(300, 'why the definition does not fit here'),
      expires: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a day such as 2027-03-31' },
    },
    required: ['limit', 'level', 'value', 'owner', 'reason', 'expires'],
    additionalProperties: false,
  },
})

type Written<S> = S extends Schema<infer T> ? T : never

/** One override as it is written. */
export type Entry = Written<typeof list>[number]

/** A file of comments alone holds none. */
export const overridesSchema: Schema<readonly Entry[] | null> = { ...list, type: ['array', 'null'], description: 'a list of overrides' }
