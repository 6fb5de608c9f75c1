/** Which ports are ours to take, and who has one that is taken. */
import { createServer } from 'node:net'
import { portHolder, UsageError } from '../configuration/index.js'
import { services } from '../definition/site/index.js'
import type { ServiceName } from '../definition/site/index.js'
import { StartError } from './failure.js'

/** Below Linux's range for outgoing connections, above what anybody registers by habit. */
const PRIVATE = { from: 20_000, to: 31_999 }

/** A port on 127.0.0.1 that nobody listened on a moment ago, chosen by the kernel. */
export function freePort(): Promise<number> {
  return listenOnce(0).then((port) => port ?? Promise.reject(new StartError('no port is free on 127.0.0.1')))
}

/** A free port that no outgoing connection will take meanwhile. `random` gives numbers from 0 to 1. */
export async function privatePort(taken: ReadonlySet<number>, random: () => number = Math.random): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = PRIVATE.from + Math.floor(random() * (PRIVATE.to - PRIVATE.from))
    if (!taken.has(port) && (await isFree(port))) return port
  }
  throw new StartError(`no port from ${PRIVATE.from} to ${PRIVATE.to} is free on 127.0.0.1`)
}

/** True when a server on 127.0.0.1 could listen there now. */
export const isFree = async (port: number): Promise<boolean> => (await listenOnce(port)) !== undefined

/**
 * The port of each published service: its variable, else its usual one.
 * @throws UsageError for a variable that is no port, and for two services on one port.
 */
export function chosenPorts(environment: NodeJS.ProcessEnv, names: readonly ServiceName[]): ReadonlyMap<ServiceName, number> {
  const ports = new Map<ServiceName, number>()
  for (const name of names) {
    const { portVariable, port: usual } = services[name]
    const port = portIn(portVariable, environment[portVariable], usual)
    const other = [...ports].find(([, taken]) => taken === port)?.[0]
    if (other !== undefined) {
      throw new UsageError(`${portVariable} and ${services[other].portVariable} both choose port ${port}: set one of them to another port`)
    }
    ports.set(name, port)
  }
  return ports
}

/** @throws UsageError that names every port that is taken, who has it, and the variable that chooses another. */
export async function refuseTakenPorts(ports: ReadonlyMap<ServiceName, number>): Promise<void> {
  const taken: string[] = []
  for (const [name, port] of ports) {
    if (await isFree(port)) continue
    const { what, portVariable } = services[name]
    taken.push(`port ${port} (${what}) is in use by ${portHolder(port)}: stop it, or choose another with ${portVariable}=${port + 10_000}`)
  }
  if (taken.length > 0) throw new UsageError(taken)
}

function portIn(variable: string, text: string | undefined, usual: number): number {
  if (text === undefined || text === '') return usual
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new UsageError(`${variable}=${text}: give a port from 1 to 65535`)
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(refused(port, error)),
    )
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined))
    })
  })
}

const refused = (port: number, error: NodeJS.ErrnoException): Error =>
  error.code === 'EACCES' ? new UsageError(`port ${port} needs root: choose one above 1023`) : error
