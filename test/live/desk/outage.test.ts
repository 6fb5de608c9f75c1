import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningDesk } from '../../../desk/index.js'
import { freePort, startPostgres } from '../../support/services.js'
import type { Postgres } from '../../support/services.js'
import { eventually, listAlerts, notification, post, startDesk } from './support.js'

let postgres: Postgres
const desks: RunningDesk[] = []

beforeEach(async () => {
  postgres = await startPostgres()
})

afterEach(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.close()))
  await postgres.stop()
})

const start = async (): Promise<RunningDesk> => {
  const desk = await startDesk({ databaseUrl: postgres.url, alertmanagerUrl: 'http://localhost:9093' })
  desks.push(desk)
  return desk
}

const status = async (desk: RunningDesk, path: string): Promise<number> => (await fetch(`${desk.url}${path}`)).status

describe('a desk without its database', () => {
  it('starts, answers 503 so that Alertmanager tries again, says so, and recovers by itself', async () => {
    await postgres.kill()
    const desk = await start()
    const refused = await post(`${desk.url}/api/alerts`, notification({}))
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      503,
      '10',
      { error: 'The inbox cannot use its database now; ask again.' },
    ])
    expect((await post(`${desk.url}/api/watchdog`, notification({}))).status).toBe(503)
    expect(await status(desk, '/api/alerts')).toBe(503)
    expect(await status(desk, '/api/health/readiness')).toBe(503)
    expect(await status(desk, '/healthz')).toBe(200)
    const page = await fetch(`${desk.url}/`)
    expect(page.status).toBe(503)
    expect(await page.text()).toContain('The inbox cannot reach its database.')
    const metrics = await (await fetch(`${desk.url}/metrics`)).text()
    expect(metrics).toMatch(/^desk_database_up 0$/m)
    expect(metrics).toMatch(/^desk_alerts_open\{priority="P0"\} NaN$/m)

    await postgres.restart()
    await eventually(async () => (await post(`${desk.url}/api/alerts`, notification({}))).status === 200)
    expect(await listAlerts(desk)).toHaveLength(1)
    expect(await status(desk, '/api/health/readiness')).toBe(200)
  })

  it('loses nothing that it acknowledged when the database dies between two notifications', async () => {
    const desk = await start()
    expect((await post(`${desk.url}/api/alerts`, notification({}))).status).toBe(200)
    await postgres.kill()
    expect((await post(`${desk.url}/api/alerts`, notification({ fingerprint: '00000000000000bb' }))).status).toBe(503)
    await postgres.restart()
    await eventually(async () => (await post(`${desk.url}/api/alerts`, notification({ fingerprint: '00000000000000bb' }))).status === 200)
    expect(await listAlerts(desk)).toHaveLength(2)
  })

  it('lives on when its connections are cut while it stores', async () => {
    const desk = await start()
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    const statuses = new Set<number>()
    for (let round = 0; round < 40; round += 1) {
      const told = Array.from({ length: 4 }, (_, index) =>
        notification({ fingerprint: (round * 4 + index).toString(16).padStart(16, '0') }),
      )
      const answers = told.map((body) => post(`${desk.url}/api/alerts`, body))
      await new Promise((resolve) => setTimeout(resolve, round % 10))
      await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'plimsoll-desk'`)
      for (const answer of await Promise.all(answers)) statuses.add(answer.status)
    }
    await client.end()
    expect([...statuses].sort()).toEqual([200, 503])
    expect((await post(`${desk.url}/api/alerts`, notification({}))).status).toBe(200)
  })

  it('answers in time when the database hangs', async () => {
    const desk = await start()
    expect(await listAlerts(desk)).toEqual([])
    await postgres.pause()
    const began = performance.now()
    expect(await status(desk, '/')).toBe(503)
    expect((performance.now() - began) / 1000).toBeLessThan(12)
    await postgres.resume()
    await eventually(async () => (await status(desk, '/')) === 200)
  })

  it('makes its schema anew when the database was restored without it', async () => {
    const desk = await start()
    await listAlerts(desk)
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    await client.query('drop schema desk cascade')
    await client.end()
    await eventually(async () => (await post(`${desk.url}/api/alerts`, notification({}))).status === 200)
    expect(await listAlerts(desk)).toHaveLength(1)
  })
})

describe('a desk that starts', () => {
  it('migrates once when five start together', async () => {
    const started = await Promise.all([start(), start(), start(), start(), start()])
    await Promise.all(started.map((desk) => eventually(async () => (await status(desk, '/api/health/readiness')) === 200)))
    const client = new Client({ connectionString: postgres.url })
    await client.connect()
    const { rows } = await client.query('select version, name from desk.migrations')
    await client.end()
    expect(rows.map(({ version }: { version: number }) => version)).toEqual([1, 2])
  })

  it('says in one sentence what is wrong with its environment, and never prints the secret', async () => {
    const refusal = (options: Parameters<typeof startDesk>[0]) =>
      startDesk(options).then(
        () => 'started',
        (error: Error) => `${error.name}: ${error.message}`,
      )
    expect(await refusal({})).toBe(
      'UsageError: The desk needs a PostgreSQL database: set DATABASE_URL, or DATABASE_URL_FILE to a file that holds it.',
    )
    expect(await refusal({ environment: { DATABASE_URL: 'mysql://user:hunter2@host/db' } })).toBe(
      'UsageError: DATABASE_URL is no address of a PostgreSQL database: write postgres://user:password@host:5432/database.',
    )
    expect(await refusal({ environment: { DATABASE_URL_FILE: '/nowhere' } })).toContain('/nowhere')
    expect(await refusal({ databaseUrl: postgres.url, prometheusUrl: 'javascript:alert(1)' })).toContain(
      'UsageError: prometheusUrl must be an address',
    )
    expect(await refusal({ databaseUrl: postgres.url, port: 70_000 })).toContain('from 0 to 65535')
  })

  it('names the port that is taken and how to choose another', async () => {
    const port = await freePort()
    desks.push(await startDesk({ databaseUrl: postgres.url, port }))
    await expect(startDesk({ databaseUrl: postgres.url, port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`)
  })
})
