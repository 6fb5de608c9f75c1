import { Client } from 'pg'
import { expect, test } from 'vitest'
import { redisAnswers, redisSays } from '../../../stack/index.js'
import { inContainers, startPostgres, startRedis } from '../../support/services.js'

test('a PostgreSQL for tests answers, hangs, resumes, dies, returns with its data, and leaves', async () => {
  const postgres = await startPostgres({ settings: { max_connections: '17' } })
  try {
    console.log(`PostgreSQL ${postgres.version}, ${postgres.kind}`)
    expect(postgres.kind).toBe((await inContainers()) ? 'container' : 'native')
    expect(await ask(postgres.url, 'SHOW max_connections')).toBe('17')
    expect(await ask(postgres.url, 'CREATE EXTENSION pg_stat_statements; CREATE TABLE kept (n int)')).toBeUndefined()

    await postgres.pause()
    await expect(ask(postgres.url, 'SELECT 1', 1_000)).rejects.toThrow(/timeout/)
    await postgres.resume()
    expect(await ask(postgres.url, 'SELECT 1')).toBe(1)

    await postgres.kill()
    await expect(ask(postgres.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED|terminated|ECONNRESET/)
    await postgres.restart()
    expect(await ask(postgres.url, "SELECT to_regclass('kept')::text")).toBe('kept')
  } finally {
    await postgres.stop()
  }
  await expect(ask(postgres.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/)
})

test('a Redis for tests answers, hangs, dies, returns and leaves', async () => {
  const redis = await startRedis({ settings: { maxmemory: '8mb' } })
  const soon = (milliseconds = 20_000): AbortSignal => AbortSignal.timeout(milliseconds)
  try {
    console.log(`Redis ${redis.version}, ${redis.kind}`)
    expect(await redisSays(redis, 'CONFIG GET maxmemory', soon())).toContain(String(8 * 1024 * 1024))
    await redis.pause()
    await expect(redisAnswers(redis)(soon(500))).rejects.toThrow(/aborted/)
    await redis.resume()
    await redisAnswers(redis)(soon())
    await redis.kill()
    await expect(redisAnswers(redis)(soon())).rejects.toThrow(/ECONNREFUSED|closed|ECONNRESET/)
    await redis.restart()
    await redisAnswers(redis)(soon())
  } finally {
    await redis.stop()
  }
  await expect(redisAnswers(redis)(soon())).rejects.toThrow(/ECONNREFUSED/)
})

async function ask(url: string, sql: string, patience = 20_000): Promise<unknown> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: patience, query_timeout: patience })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const answer = await client.query<Record<string, unknown>>(sql)
    return Object.values(answer.rows?.[0] ?? {})[0]
  } finally {
    await client.end().catch(() => undefined)
  }
}
