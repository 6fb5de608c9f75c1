/**
 * The whole stack in containers, for tests: under a project name and on ports of its own, so that it stands beside
 * whatever else runs, and gone with its data afterwards.
 *
 * @example
 * const stack = await startStack()
 * const { status } = await fetch(`${stack.url('prometheus')}/-/ready`)
 * await stack.down()
 */
import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { services as site } from '../../definition/site/index.js'
import type { ServiceName } from '../../definition/site/index.js'
import { freePort } from '../../stack/index.js'

export interface Container {
  readonly id: string
  readonly service: string
  /** `running`, `exited`, `restarting`, … */
  readonly state: string
  /** `healthy`, or empty where there is no health check. */
  readonly health: string
  readonly exitCode: number
}

export interface ContainerStack {
  readonly project: string
  /** Services that were started. */
  readonly services: readonly string[]
  /** Services whose images are neither here nor to be had, and which therefore are not up. */
  readonly missing: readonly string[]
  /** Where a published service answers on this machine, as `http://127.0.0.1:49152`. */
  readonly url: (service: ServiceName) => string
  /** Runs a command in a service's container; fails when the command does. */
  readonly exec: (service: string, ...command: readonly string[]) => Promise<string>
  /** Any other `docker compose` command on this stack. */
  readonly compose: (...args: readonly string[]) => Promise<string>
  readonly containers: () => Promise<readonly Container[]>
  /** Stops everything and removes containers, networks and volumes; may be called twice. */
  readonly down: () => Promise<void>
}

interface Configured {
  readonly image: string
  readonly build?: unknown
  readonly depends_on?: Readonly<Record<string, unknown>>
}

const run = promisify(execFile)
const docker = async (args: readonly string[], environment: NodeJS.ProcessEnv): Promise<string> =>
  (await run('docker', [...args], { env: environment, maxBuffer: 64 * 2 ** 20 })).stdout

/** Starts the stack and waits until every container is well. PLIMSOLL_BUILD_SETTINGS is passed on to the build. */
export async function startStack(): Promise<ContainerStack> {
  const project = `plimsoll-test-${process.pid}-${Date.now().toString(36)}`
  const settings = buildSettings()
  const environment = { ...process.env, ...(await freePorts()), PLIMSOLL_BUILD_SETTINGS: settings.folder }
  const compose = (...args: readonly string[]): Promise<string> => docker(['compose', '--project-name', project, ...args], environment)
  const removeAtExit = (): void => {
    execFileSync('docker', ['compose', '--project-name', project, 'down', '--volumes', '--timeout', '2'], {
      env: environment,
      stdio: 'ignore',
    })
  }
  const down = async (): Promise<void> => {
    await compose('down', '--volumes', '--remove-orphans', '--timeout', '15')
    process.off('exit', removeAtExit)
    settings.remove()
  }
  process.once('exit', removeAtExit)
  try {
    const { here, missing } = await attainable(compose)
    await compose('up', '--detach', '--build', '--quiet-pull', '--wait', '--wait-timeout', '300', ...here)
    return { project, services: here, missing, compose, down, ...accessors(compose, environment) }
  } catch (error) {
    const logs = await compose('logs', '--no-color', '--tail', '30').catch(String)
    await down()
    throw new Error(`the containers did not come up: ${String(error)}\n${logs}`, { cause: error })
  }
}

const accessors = (
  compose: ContainerStack['compose'],
  environment: NodeJS.ProcessEnv,
): Pick<ContainerStack, 'url' | 'exec' | 'containers'> => ({
  url: (service) => `http://127.0.0.1:${environment[site[service].portVariable] ?? site[service].port}`,
  exec: (service, ...command) => compose('exec', '-T', service, ...command),
  containers: async () =>
    (await compose('ps', '--all', '--format', 'json'))
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { ID: string; Service: string; State: string; Health: string; ExitCode: number })
      .map(({ ID, Service, State, Health, ExitCode }) => ({ id: ID, service: Service, state: State, health: Health, exitCode: ExitCode })),
})

/** A free port for every variable of the compose file that moves one. */
async function freePorts(): Promise<Readonly<Record<string, string>>> {
  const variables = new Set(readFileSync('docker-compose.full.yml', 'utf8').match(/PLIMSOLL_[A-Z]+_PORT/g))
  const ports = await Promise.all([...variables].map(async (variable) => [variable, String(await freePort())] as const))
  return Object.fromEntries(ports)
}

/** Node itself is told of a company's certificates by NODE_EXTRA_CA_CERTS; the build inside the engine needs the same. */
function buildSettings(): { readonly folder: string; readonly remove: () => void } {
  const given = process.env['PLIMSOLL_BUILD_SETTINGS']
  const certificates = process.env['NODE_EXTRA_CA_CERTS']
  if (given || !certificates) return { folder: given || './containers/build', remove: () => undefined }
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-build-'))
  copyFileSync(certificates, join(folder, 'certificates.pem'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Splits the services by whether their image is here, is built, or can be pulled; one that needs a missing one is missing too. */
async function attainable(
  compose: ContainerStack['compose'],
): Promise<{ readonly here: readonly string[]; readonly missing: readonly string[] }> {
  const { services } = JSON.parse(await compose('config', '--format', 'json')) as {
    readonly services: Readonly<Record<string, Configured>>
  }
  const built = new Set(
    Object.values(services)
      .filter(({ build }) => build !== undefined)
      .map(({ image }) => image),
  )
  const missing = new Set<string>()
  for (const [name, { image }] of Object.entries(services)) {
    if (!built.has(image) && !(await isHere(image)) && !(await isPulled(compose, name))) missing.add(name)
  }
  const needs = (name: string): boolean => missing.has(name) || Object.keys(services[name]?.depends_on ?? {}).some(needs)
  const names = Object.keys(services)
  return { here: names.filter((name) => !needs(name)), missing: names.filter(needs) }
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )

const isHere = (image: string): Promise<boolean> => succeeds(docker(['image', 'inspect', image], process.env))
const isPulled = (compose: ContainerStack['compose'], service: string): Promise<boolean> => succeeds(compose('pull', '--quiet', service))
