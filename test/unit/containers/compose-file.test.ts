import { existsSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { services as site } from '../../../definition/site/index.js'
import { broken, isJob, rules } from './hardening.js'
import type { ComposeService } from './hardening.js'

interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const text = (path: string): string => readFileSync(path, 'utf8')
const composeFile = parse(text('docker-compose.full.yml'), { merge: true }) as ComposeFile
const services = Object.entries(composeFile.services)
const tags = new Map(
  text('.env')
    .split('\n')
    .filter((line) => /^[A-Z_]+=/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
)

const serviceOf = (name: string): ComposeService => {
  const service = composeFile.services[name]
  if (!service) throw new Error(`the compose file has no service ${name}`)
  return service
}

describe('every service of the compose file', () => {
  test.each(services)('%s keeps to every rule', (_, service) => {
    expect(broken(service)).toEqual([])
  })

  const forgetful: readonly (readonly [string, Partial<Record<keyof ComposeService, unknown>>])[] = [
    ['takes its image from .env', { image: 'redis:8' }],
    ['restarts unless stopped, or is a job', { restart: 'always' }],
    ['runs as a user that is not root', { user: undefined }],
    ['runs as a user that is not root', { user: '0:0' }],
    ['has a read-only root', { read_only: undefined }],
    ['drops all capabilities', { cap_drop: undefined }],
    ['takes no capability back', { cap_add: ['CHOWN'] }],
    ['gains no privileges', { security_opt: [] }],
    ['has a memory limit', { mem_limit: undefined }],
    ['has a limit of processes', { pids_limit: undefined }],
    ['rotates its log', { logging: { options: {} } }],
    ['has a health check, or is a job', { healthcheck: { disable: true } }],
    ['names its networks', { networks: undefined }],
    ['shares no namespace with the host', { pid: 'host' }],
    ['binds movable ports to 127.0.0.1', { ports: ['${PLIMSOLL_REDIS_PORT:-6379}:6379'] }],
    ['says what it waits for', { depends_on: { init: {} } }],
    ['cannot reach the engine', { volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro'] }],
    ['mounts what is the host’s read-only', { volumes: ['./containers/redis:/etc/plimsoll'] }],
    ['is given secrets as files', { environment: { REDIS_PASSWORD: 'x' } }],
    ['is given secrets as files', { environment: { DATABASE_URL: 'postgres://shop:x@postgres/shop' } }],
    ['waits for the secrets that it reads', { depends_on: {} }],
  ]

  test.each(forgetful)('one that breaks "%s" is found out: %j', (rule, change) => {
    expect(broken({ ...serviceOf('redis'), ...change } as ComposeService)).toContain(rule)
  })

  test('no rule is without a service that breaks it', () => {
    expect(new Set(forgetful.map(([rule]) => rule))).toEqual(new Set(rules))
  })

  test('has an image with an exact tag in .env, and .env names no other', () => {
    const used = services.map(([, { image = '' }]) => /\$\{([A-Z_]+)/.exec(image)?.[1] ?? '')
    expect(new Set([...used, 'NODE_IMAGE'])).toEqual(new Set(tags.keys()))
    for (const [variable, image] of tags) expect(image, variable).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?$/)
  })

  test('mounts directories of the project, never single files', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''))
    const ours = mounted.filter((source) => source.startsWith('./'))
    expect(ours.length).toBeGreaterThan(5)
    for (const source of ours) expect(existsSync(source) && statSync(source).isDirectory(), source).toBe(true)
  })

  test('uses volumes and networks that are declared', () => {
    const named = services
      .flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''))
      .filter((name) => /^[a-z]/.test(name))
    expect(new Set(named)).toEqual(new Set(Object.keys(composeFile.volumes)))
    expect(new Set(services.flatMap(([, { networks = [] }]) => networks))).toEqual(new Set(['edge', 'app', 'monitoring']))
  })
})

describe('the databases', () => {
  test.each(['postgres', 'redis', 'backups'])('%s is reached over the network app alone, which leads nowhere else', (name) => {
    expect(serviceOf(name).networks).toEqual(['app'])
    expect(serviceOf(name).ports).toBeUndefined()
    expect(composeFile.networks['app']?.internal).toBe(true)
  })
})

describe('what else has to agree', () => {
  test.each(Object.values(site))(
    '$name is in the compose file, on the port and the variable of definition/site',
    ({ name, port, portVariable }) => {
      expect(serviceOf(name).ports).toEqual([`127.0.0.1:\${${portVariable}:-${port}}:${port}`])
    },
  )

  test('the Dockerfile has the base images of .env, the images the version of the package', () => {
    for (const base of ['NODE_IMAGE', 'POSTGRES_IMAGE']) expect(text('Dockerfile')).toContain(`ARG ${base}=${tags.get(base)}\n`)
    const { version } = JSON.parse(text('package.json')) as { readonly version: string }
    expect(tags.get('PLIMSOLL_IMAGE')).toBe(`plimsoll:${version}`)
    expect(tags.get('PLIMSOLL_BACKUPS_IMAGE')).toBe(`plimsoll-backups:${version}`)
  })

  test('each folder of secrets is for the group of the service that bears its name, and init is in all of them', () => {
    const folders = [...text('containers/init/secrets.sh').matchAll(/^folder (\S+) (\d+)$/gm)].map(([, name = '', group = '']) => ({
      name,
      group,
    }))
    expect(folders).toHaveLength(8)
    for (const { name, group } of folders) expect(serviceOf(name).group_add, name).toEqual([group])
    expect(serviceOf('init').group_add).toEqual(folders.map(({ group }) => group))
  })

  test('the only job is the one that others wait for', () => {
    expect(services.filter(([, service]) => isJob(service)).map(([name]) => name)).toEqual(['init'])
  })

  test('compose.yaml includes it', () => {
    expect(parse(text('compose.yaml'))).toEqual({ include: ['docker-compose.full.yml'] })
  })
})
