/** What keeps the event loop alive, by type. */
import { type Metric, nodeProcess } from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { put } from '../series.js'

/** What libuv holds, by the name of its class; Node.js gives it out under these two old names alone. */
const classesOf = (list: '_getActiveHandles' | '_getActiveRequests'): readonly string[] => {
  const read: unknown = Reflect.get(process, list)
  const found: unknown = typeof read === 'function' ? read.call(process) : []
  return Array.isArray(found) ? found.map((one: object | null | undefined) => one?.constructor?.name ?? 'Object') : []
}

const SOURCES = [
  [nodeProcess.nodejs_active_handles, nodeProcess.nodejs_active_handles_total, () => classesOf('_getActiveHandles')],
  [nodeProcess.nodejs_active_requests, nodeProcess.nodejs_active_requests_total, () => classesOf('_getActiveRequests')],
  [nodeProcess.nodejs_active_resources, nodeProcess.nodejs_active_resources_total, () => process.getActiveResourcesInfo()],
] as const satisfies readonly (readonly [Metric, Metric, () => readonly string[]])[]

/** Counts handles, requests and resources; a type that is there no more has no sample. */
export const showResources = (instruments: Instruments): void => {
  for (const [byType, total, read] of SOURCES) {
    const types = read()
    const counts = new Map<string, number>()
    for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1)
    const family = instruments.scalar(byType)
    family.clear()
    for (const [type, count] of counts) put(family.series({ type }), count)
    put(instruments.scalar(total).series({}), types.length)
  }
}
