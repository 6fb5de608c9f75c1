import type { Writer } from '../../exposition/buffer.js'
import { CLUSTER_FIELDS, writeFields } from './fields.js'
import { parseInformation } from './information.js'
import { CLUSTER } from './questions.js'
import type { Reading } from './reading.js'

/** The cluster as this node sees it; nothing where the server is in none. */
export const writeCluster = (into: Writer, target: string, { answer }: Reading): void => {
  const text = answer(CLUSTER)
  if (typeof text === 'string') writeFields(into, target, parseInformation(text).fields, CLUSTER_FIELDS)
}
