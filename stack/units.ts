/** The plan and the ground, turned into processes to keep running. */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { prepareGrafana } from './grafana.js'
import { secret, secretFile } from './ground.js'
import type { Programs } from './ground.js'
import type { Ground, Plan, ProcessPlan } from './plan.js'
import { makeDatabase, makeWatcher, preparePostgres } from './postgres.js'
import type { PostgresOrder } from './postgres.js'
import { prepareAlertmanager, preparePrometheus } from './prometheus.js'
import type { MonitorOrder } from './prometheus.js'
import { prepareRedis } from './redis.js'
import { httpAnswers, postgresAnswers, redisAnswers, survives } from './readiness.js'
import { postgresUrl } from './postgres.js'
import type { Unit } from './supervise.js'

/** Seconds for a server that reads old data as it starts, and for our own processes. */
const PATIENCE = { server: 60, own: 60 } as const

/** Every process of the stack, the stack's own servers first. */
export function unitsOf(plan: Plan, ground: Ground, programs: Programs, project: string): readonly Unit[] {
  const servers = [
    postgresUnit(ground, programs),
    redisUnit(ground, programs),
    monitorUnit('alertmanager', plan, ground, programs),
    monitorUnit('prometheus', plan, ground, programs),
    ...grafanaUnit(ground, programs),
  ]
  const units = [...servers, ...plan.processes.map((process) => processUnit(process, ground, project))]
  refuseTangles(units)
  return units
}

function postgresUnit({ folders, postgres, watched }: Ground, programs: Programs): Unit {
  const order: PostgresOrder = {
    ...postgres,
    directory: join(folders.data, 'postgres'),
    log: logOf(folders, 'postgres'),
    programs: programs.postgres,
  }
  const ready = postgresAnswers(postgresUrl({ ...order, database: 'postgres' }))
  return {
    name: 'postgres',
    what: 'PostgreSQL',
    dependsOn: [],
    prepare: () => preparePostgres(order),
    ready: async (signal) => {
      await ready(signal)
      await makeDatabase(order)
      await makeWatcher(order, watched)
    },
    patience: PATIENCE.server,
  }
}

/** As in containers: what is cached can be read from PostgreSQL again, so the least used makes room for the new. */
const CACHE = { maxmemory: '64mb', 'maxmemory-policy': 'allkeys-lru' } as const

const redisUnit = ({ folders, redis }: Ground, programs: Programs): Unit => ({
  name: 'redis',
  what: 'Redis',
  dependsOn: [],
  prepare: () =>
    prepareRedis({
      directory: join(folders.data, 'redis'),
      port: redis.port,
      log: logOf(folders, 'redis'),
      settings: CACHE,
      program: programs.redis,
    }),
  ready: redisAnswers(redis),
  patience: PATIENCE.server,
})

function monitorUnit(name: 'prometheus' | 'alertmanager', plan: Plan, { folders, ports }: Ground, programs: Programs): Unit {
  const port = portOf(ports, name)
  const order: MonitorOrder = {
    configuration: join(folders.configuration, name, `${name}.yml`),
    storage: join(folders.data, name),
    port,
    log: logOf(folders, name),
    program: programs[name],
    args: plan.args?.[name] ?? [],
  }
  const address = `http://127.0.0.1:${port}/-/ready`
  const what = name === 'prometheus' ? 'Prometheus' : 'Alertmanager'
  const prepare = name === 'prometheus' ? preparePrometheus : prepareAlertmanager
  return { name, what, dependsOn: [], prepare: () => prepare(order), ready: httpAnswers(address), patience: PATIENCE.server, address }
}

function grafanaUnit({ folders, ports }: Ground, { grafana }: Programs): readonly Unit[] {
  if (!grafana || !ports.has('grafana')) return []
  const port = portOf(ports, 'grafana')
  const address = `http://127.0.0.1:${port}/api/health`
  const passwordFile = secretFile(folders, 'grafana')
  const provisioning = join(folders.configuration, 'grafana/provisioning')
  const prepare = () => {
    secret(folders, 'grafana')
    return prepareGrafana({
      grafana,
      provisioning,
      storage: join(folders.data, 'grafana'),
      port,
      log: logOf(folders, 'grafana'),
      passwordFile,
    })
  }
  return [
    { name: 'grafana', what: 'Grafana', dependsOn: ['prometheus'], prepare, ready: httpAnswers(address), patience: PATIENCE.own, address },
  ]
}

function processUnit(plan: ProcessPlan, { folders }: Ground, project: string): Unit {
  const order = {
    name: plan.name,
    command: plan.command ?? process.execPath,
    args: plan.args,
    env: plan.env ?? {},
    directory: plan.directory ?? project,
    log: logOf(folders, plan.name),
  }
  return {
    name: plan.name,
    what: plan.what,
    dependsOn: plan.dependsOn,
    prepare: () => order,
    ready: plan.ready === undefined ? survives : httpAnswers(plan.ready),
    patience: PATIENCE.own,
    ...(plan.ready === undefined ? {} : { address: plan.ready }),
  }
}

/** @throws TypeError for a name used twice, a dependency that is not there, or a circle: a mistake in the plan's maker. */
export function refuseTangles(units: readonly Pick<Unit, 'name' | 'dependsOn'>[]): void {
  const done = new Set<string>()
  const names = new Set(units.map(({ name }) => name))
  if (names.size < units.length) throw new TypeError(`a plan names a process twice: ${units.map(({ name }) => name).join(', ')}`)
  for (const { name, dependsOn } of units) {
    const unknown = dependsOn.find((other) => !names.has(other))
    if (unknown !== undefined) throw new TypeError(`${name} depends on ${unknown}, which the plan does not have`)
  }
  for (;;) {
    const next = units.filter(({ name, dependsOn }) => !done.has(name) && dependsOn.every((other) => done.has(other)))
    if (next.length === 0) break
    for (const { name } of next) done.add(name)
  }
  const tangled = [...names].filter((name) => !done.has(name))
  if (tangled.length > 0) throw new TypeError(`these processes wait for each other: ${tangled.join(', ')}`)
}

/** The log of the last start is kept beside, under `.1`. */
export function keepOldLog(log: string): void {
  try {
    renameSync(log, `${log}.1`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

export const logOf = ({ logs }: { readonly logs: string }, name: string): string => join(logs, `${name}.log`)

function portOf(ports: Ground['ports'], name: 'prometheus' | 'alertmanager' | 'grafana'): number {
  const port = ports.get(name)
  if (port === undefined) throw new TypeError(`the order publishes no ${name}`)
  return port
}
