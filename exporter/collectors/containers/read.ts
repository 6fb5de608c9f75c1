import { totalmem } from 'node:os'

/** What the engine says of one container; what it does not say is undefined. */
export interface ContainerReading {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly startedSeconds: number | undefined
  readonly restarts: number | undefined
  readonly processes: number | undefined
  /** The engine's own answer, as its API has it. */
  readonly cpu: unknown
  readonly memory: unknown
  readonly networks: unknown
}

export interface Reading {
  readonly atSeconds: number
  readonly containers: readonly ContainerReading[]
}

const MAXIMUM_CONTAINERS = 500

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/**
 * A number within an answer.
 *
 * @example
 * numberAt({ stats: { cache: 4 } }, 'stats', 'cache')   // 4
 */
export const numberAt = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value)
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined
}

export const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] => (isRecord(value) ? Object.entries(value) : [])

/** The page cache that can be given back at once is not working memory; version 1 of the groups counts it with what is below. */
export const workingSetOf = (memory: unknown): number | undefined => {
  const usage = numberAt(memory, 'usage')
  const idle = numberAt(memory, 'stats', 'total_inactive_file') ?? numberAt(memory, 'stats', 'inactive_file') ?? 0
  return usage === undefined ? undefined : Math.max(0, usage - idle)
}

/** Without a limit the engine names the machine's memory. */
export const limitOf = (memory: unknown, machineBytes = totalmem()): number | undefined => {
  const limit = numberAt(memory, 'limit')
  return limit !== undefined && limit >= machineBytes ? 0 : limit
}

/**
 * Asks the Docker engine for its running containers; each answer takes the engine a second.
 *
 * @throws Error where it does not answer.
 */
export const readContainers = async (): Promise<Reading> => {
  // loaded here: whoever reads no containers pays nothing for it
  const { dockerContainers, dockerContainerStats, dockerInfo } = (await import('systeminformation')).default
  const information = await dockerInfo()
  if (!information.id) throw new Error('the Docker engine does not answer')
  const running = (await dockerContainers(false)).slice(0, MAXIMUM_CONTAINERS)
  const answers = running.length === 0 ? [] : await dockerContainerStats(running.map(({ id }) => id).join(','))
  const byId = new Map(answers.map((answer) => [answer.id, answer]))
  return {
    atSeconds: Date.now() / 1000,
    containers: running.map(({ id, name, image, started, restartCount }) => {
      const answer = byId.get(id)
      return {
        id: `/docker/${id}`,
        name,
        image,
        startedSeconds: started || undefined,
        restarts: answer?.restartCount ?? restartCount,
        processes: answer?.pids,
        cpu: answer?.cpuStats,
        memory: answer?.memoryStats,
        networks: answer?.networks,
      }
    }),
  }
}
