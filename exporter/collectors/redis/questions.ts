import type { Command } from '../../sessions/redis-session.js'
import { amountOf, type Amounts, type Information } from './information.js'
import { CONFIGURED } from './fields.js'

export const INFORMATION = ['INFO', 'all'] as const satisfies Command
export const SLOWLOG_LENGTH = ['SLOWLOG', 'LEN'] as const satisfies Command
export const SLOWLOG_LAST = ['SLOWLOG', 'GET', '1'] as const satisfies Command
export const LATENCY_LATEST = ['LATENCY', 'LATEST'] as const satisfies Command
export const LATENCY_HISTOGRAM = ['LATENCY', 'HISTOGRAM'] as const satisfies Command
export const CLUSTER = ['CLUSTER', 'INFO'] as const satisfies Command
export const commandLogLength = (log: string) => ['COMMANDLOG', 'LEN', log] as const satisfies Command

const major = (fields: Amounts, field: string): number => Number.parseFloat(fields.get(field) ?? '') || 0

/** What the server understands, by what INFO says of it: a question that it does not know would count as an error. */
export interface Abilities {
  /** CONFIG GET takes several names, and LATENCY has a histogram. */
  readonly isSeven: boolean
  readonly hasCommandLog: boolean
  readonly isInCluster: boolean
}

export const abilitiesOf = ({ fields }: Information): Abilities => ({
  isSeven: major(fields, 'redis_version') >= 7,
  hasCommandLog: major(fields, 'valkey_version') >= 8.1,
  isInCluster: amountOf(fields, 'cluster_enabled') === 1,
})

/* Never `CONFIG GET *`: it tells the passwords too. */
const settingNames = ({ hasCommandLog }: Abilities): readonly string[] => [
  'databases',
  'client-output-buffer-limit',
  ...CONFIGURED.map(([name]) => name).filter((name) => hasCommandLog || !name.startsWith('commandlog')),
]

/** CONFIG GET as few times as the server allows. */
export const settingQuestions = (abilities: Abilities): readonly Command[] => {
  const names = settingNames(abilities)
  return abilities.isSeven ? [['CONFIG', 'GET', ...names]] : names.map((name) => ['CONFIG', 'GET', name])
}

export interface Wishes {
  readonly latencyHistogram: boolean
}

/** Everything that is asked after INFO. */
export const questionsFor = (abilities: Abilities, { latencyHistogram }: Wishes): readonly Command[] => [
  ...settingQuestions(abilities),
  SLOWLOG_LENGTH,
  SLOWLOG_LAST,
  LATENCY_LATEST,
  ...(abilities.isSeven && latencyHistogram ? [LATENCY_HISTOGRAM] : []),
  ...(abilities.hasCommandLog ? ['slow', 'large-request', 'large-reply'].map(commandLogLength) : []),
  ...(abilities.isInCluster ? [CLUSTER] : []),
]
