/**
 * One subject in a process of its own, as it is in production: applications that share a process also share the engine's
 * inline caches, and each slows the others down. Answers each message with the cost of one batch.
 */
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createSocket, exchange } from './exchange.js'
import { createHandler, isSubject } from './subjects.js'

const BATCH = 2000

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')

const name = process.argv[2] ?? ''
if (!isSubject(name)) process.exit(2)
const handle = createHandler(name)

/** CPU time of one request in microseconds, garbage collection included; the machine's other work is not. */
const batch = async (): Promise<number> => {
  if (typeof collectGarbage === 'function') collectGarbage({ type: 'minor' })
  const socket = createSocket()
  const before = process.cpuUsage()
  for (let index = 0; index < BATCH; index += 1) await exchange(handle, socket, `/api/products/${index % 50}`)
  const used = process.cpuUsage(before)
  return (used.user + used.system) / BATCH
}

process.on('message', () => void batch().then((microseconds) => process.send?.(microseconds)))
