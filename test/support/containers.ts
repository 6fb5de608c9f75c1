import { spawnSync } from 'node:child_process'
/** Servers in containers, for tests: published on 127.0.0.1 alone, on a port that stays the same over a restart. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import type { ContainerRuntimeClient, StartedTestContainer } from 'testcontainers'
import { freePort } from '../../stack/index.js'
import type { Handle } from './handle.js'

export interface ContainerOrder {
  /** Repository of the image: `postgres`; its tag is the one that the stack uses. */
  readonly repository: string
  readonly port: number
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Succeeds inside the container when the server answers over TCP. */
  readonly ready: string
}

/** What stands in where the project has no `.env` yet. */
const IMAGES: Readonly<Record<string, string>> = { postgres: 'postgres:18.6', redis: 'redis:8.10.1' }
const REAPER = process.env['RYUK_CONTAINER_IMAGE'] ?? 'testcontainers/ryuk:0.14.0'

/** True when a Docker engine answers: the one that the command asks, for testcontainers also finds one where it does not look. */
export async function engineAnswers(): Promise<boolean> {
  if (spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 20_000 }).status !== 0) return false
  try {
    await getContainerRuntimeClient()
    return true
  } catch {
    return false
  }
}

/** The image of the stack, whatever variable of `.env` names it. */
function imageOf(repository: string, root = process.cwd()): string {
  const file = join(root, '.env')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const values = lines.map((line) =>
    line
      .slice(line.indexOf('=') + 1)
      .trim()
      .replace(/^["']|["']$/g, ''),
  )
  return values.find((value) => value.startsWith(`${repository}:`)) ?? IMAGES[repository] ?? repository
}

/** Starts a container and says how to reach, freeze, kill and restart it. */
export async function startContainer(order: ContainerOrder): Promise<Handle> {
  const client = await getContainerRuntimeClient()
  await withoutReaperWhereItIsMissing(client)
  const port = await freePort()
  const container = new GenericContainer(imageOf(order.repository))
    .withEnvironment({ ...order.environment })
    .withExposedPorts({ container: order.port, host: port })
    .withWaitStrategy(Wait.forSuccessfulCommand(order.ready))
    .withStartupTimeout(120_000)
  if (order.command) container.withCommand([...order.command])
  onLoopbackAlone(container, order.port, port)
  return handle(client, await container.start(), port)
}

/** testcontainers publishes on every interface; its own hook before creation is where that can be narrowed. */
function onLoopbackAlone(container: GenericContainer, inside: number, outside: number): void {
  const beforeContainerCreated = async (): Promise<void> => {
    container['hostConfig'].PortBindings = { [`${inside}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(outside) }] }
  }
  Object.assign(container, { beforeContainerCreated })
}

/** The reaper removes containers of a run that died; where its image is not at hand we do without. */
async function withoutReaperWhereItIsMissing(client: ContainerRuntimeClient): Promise<void> {
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] !== undefined) return
  const images = await client.container.dockerode.listImages()
  const present = images.some((image) => image.RepoTags?.includes(REAPER))
  if (!present) process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
}

function handle(client: ContainerRuntimeClient, started: StartedTestContainer, port: number): Handle {
  const container = client.container.dockerode.getContainer(started.getId())
  return {
    kind: 'container',
    host: '127.0.0.1',
    port,
    stop: async () => void (await container.remove({ force: true, v: true })),
    kill: async () => void (await container.kill()),
    pause: async () => void (await container.pause()),
    resume: async () => void (await container.unpause()),
    restart: async () => void (await container.start()),
  }
}
