/** Two databases and two caches: whatever befalls one of each, the others are whole and the page comes in time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Redis as RedisClient } from 'ioredis'
import { scrape, startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { startPostgres, startRedis, type Postgres, type Redis } from '../../support/services.js'
import { startStallingProxy, type ProxyMode, type StallingProxy } from '../../support/stalling-proxy.js'
import { onDatabase } from './shop-database.js'
import { broken, failing, greatest, postgresSessions, redisSessions, scrapes, wholeAgain, works } from './watcher.js'

const YAML = `
postgres:
  - { name: first, url: "\${FIRST}" }
  - { name: second, url: "\${SECOND}" }
redis:
  - { name: hot, url: "\${HOT}" }
  - { name: cold, url: "\${COLD}" }
system: { name: host }
queries:
  - name: rows
    target: first
    interval: 0s
    sql: SELECT count(*) AS n FROM pg_class
    metrics: [{ name: app_relations, help: Relations., type: gauge, value: n }]
`
let first: Postgres
let second: Postgres
let hot: Redis
let cold: Redis
let toFirst: StallingProxy
let toHot: StallingProxy
let exporter: ExporterUnderTest

const through = (url: string, { port }: StallingProxy): string => url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`)

beforeAll(async () => {
  ;[first, second, hot, cold] = await Promise.all([startPostgres(), startPostgres(), startRedis(), startRedis()])
  ;[toFirst, toHot] = await Promise.all([startStallingProxy(first), startStallingProxy(hot)])
  const environment = { FIRST: through(first.url, toFirst), SECOND: second.url, HOT: through(hot.url, toHot), COLD: cold.url }
  exporter = await startExporter(YAML, environment)
  await wholeAgain(exporter.url)
})
afterAll(async () => {
  await exporter?.close()
  await Promise.all([toFirst?.close(), toHot?.close()])
  await Promise.all([first, second, hot, cold].map((server) => server?.stop()))
})

const FIRST_GONE = ['none of postgres first', 'none of sql first']
const HOT_GONE = ['none of redis hot']

/** Scrapes while both are in trouble: each in time, each with everything else whole. */
const suffer = async (count = 5): Promise<void> => {
  for (const page of await scrapes(exporter.url, count)) {
    expect(broken(page), failing(page).join(', ')).toEqual([...FIRST_GONE, ...HOT_GONE].sort())
    expect([page.value('pg_up', { target: 'first' }), page.value('pg_up', { target: 'second' })]).toEqual([0, 1])
    expect([page.value('redis_up', { target: 'hot' }), page.value('redis_up', { target: 'cold' })]).toEqual([0, 1])
    expect(page.value('node_load1')).toBeGreaterThanOrEqual(0)
  }
}

const outside = async (): Promise<readonly [number, number]> => [
  await onDatabase(first.url, (client) => postgresSessions(client)),
  await redisSessions(hot.url),
]

describe('sources of one kind', () => {
  test('each have their own name on every series', async () => {
    const page = await scrape(exporter.url)
    expect(Object.keys(works(page)).sort()).toEqual([
      'postgres first',
      'postgres second',
      'redis cold',
      'redis hot',
      'sql first',
      'system host',
    ])
    for (const { name, labels } of page.series) {
      if (name.startsWith('pg_')) expect(['first', 'second'], name).toContain(labels['target'])
      if (name.startsWith('redis_')) expect(['hot', 'cold'], name).toContain(labels['target'])
    }
  })

  test('that die fail alone, and are read again when they are back', async () => {
    await Promise.all([first.kill(), hot.kill()])
    await suffer()
    await Promise.all([first.restart(), hot.restart()])
    await wholeAgain(exporter.url)
    expect(await outside()).toEqual([2, 1])
  })

  test('that hang in the middle of a scrape fail alone, and none of their sessions is piled upon another', async () => {
    const under = scrapes(exporter.url, 1)
    await Promise.all([first.pause(), hot.pause()])
    await under
    const accepted = [toFirst.accepted(), toHot.accepted()]
    await suffer()
    const [database = 0, cache = 0] = [toFirst.accepted() - (accepted[0] ?? 0), toHot.accepted() - (accepted[1] ?? 0)]
    // two requests to cancel, and two sessions that wait to be accepted
    expect([database <= 4, cache <= 1], `${database} and ${cache} connections in five scrapes`).toEqual([true, true])
    await Promise.all([first.resume(), hot.resume()])
    await wholeAgain(exporter.url)
    expect(await outside()).toEqual([2, 1])
  })

  test('that restart are read again at the next scrape after', async () => {
    await Promise.all([first.kill(), hot.kill()])
    await Promise.all([first.restart(), hot.restart()])
    await wholeAgain(exporter.url, 5)
  })
})

describe('a network', () => {
  const modes: readonly (readonly [string, ProxyMode])[] = [
    ['that swallows everything', 'swallow'],
    ['that stalls after a hundred bytes of an answer', { stallAfterBytes: 100 }],
    ['that stalls after one byte', { stallAfterBytes: 1 }],
    ['that resets every connection', 'reset'],
  ]
  test.each(modes)('%s costs what is behind it alone, and at most one session each', async (_, mode) => {
    for (const proxy of [toFirst, toHot]) proxy.set(mode)
    const [sessions] = await onDatabase(first.url, (client) => greatest(() => postgresSessions(client), suffer(3)))
    expect(sessions).toBeLessThanOrEqual(2)
    // beside the sessions, a request to cancel for each of them
    expect([toFirst.open() <= 4, toHot.open() <= 1]).toEqual([true, true])
    for (const proxy of [toFirst, toHot]) proxy.set('pass')
    await wholeAgain(exporter.url)
    expect(await outside()).toEqual([2, 1])
  })
})

describe('a server that refuses', () => {
  test('for want of connections is reported, left alone, and read again when there is room', async () => {
    const limit = { hot: '1', first: 'ALTER ROLE limited CONNECTION LIMIT 0' }
    await onDatabase(first.url, (client) =>
      client.query("CREATE ROLE limited LOGIN PASSWORD 'l' CONNECTION LIMIT 0; GRANT pg_monitor TO limited"),
    )
    const [, host = ''] = /@(.*)$/.exec(first.url) ?? []
    const holder = new RedisClient(hot.url, { protocol: 2 })
    await holder.ping()
    await holder.config('SET', 'maxclients', limit.hot)
    const refused = await startExporter(YAML, { FIRST: `postgres://limited:l@${host}`, SECOND: second.url, HOT: hot.url, COLD: cold.url })
    for (const page of await scrapes(refused.url, 5)) expect(broken(page)).toEqual([...FIRST_GONE, ...HOT_GONE].sort())
    expect(refused.log()).toContain('too many connections for role')
    expect(refused.log()).toMatch(/max number of clients reached|Connection is closed/)
    await holder.config('SET', 'maxclients', '1000')
    await onDatabase(first.url, (client) => client.query('ALTER ROLE limited CONNECTION LIMIT -1'))
    await wholeAgain(refused.url)
    await refused.close()
    holder.disconnect()
  })

  test('the password is reported in the log alone, and asked for once a scrape', async () => {
    const administrator = new RedisClient(hot.url, { protocol: 2 })
    await administrator.config('SET', 'requirepass', 'right')
    const wrong = await startExporter(YAML, {
      FIRST: first.url.replace(first.password, 'wrong-hunter2'),
      SECOND: second.url,
      HOT: hot.url.replace('redis://', 'redis://:wrong-hunter2@'),
      COLD: cold.url,
    })
    for (const page of await scrapes(wrong.url, 5)) {
      expect(broken(page)).toEqual([...FIRST_GONE, ...HOT_GONE].sort())
      expect(page.text).not.toContain('hunter2')
    }
    expect(wrong.log()).toMatch(/password authentication failed/)
    expect(wrong.log()).toMatch(/WRONGPASS/)
    expect(wrong.log()).not.toContain('hunter2')
    await wrong.close()
    await administrator.config('SET', 'requirepass', '')
    administrator.disconnect()
  })

  test('everybody, all its connections being taken, is read again when one is free', async () => {
    await exporter.close()
    const small = await startPostgres({ settings: { max_connections: '8', superuser_reserved_connections: '1' } })
    await onDatabase(small.url, (client) => client.query("CREATE ROLE watcher LOGIN PASSWORD 'w'; GRANT pg_monitor TO watcher"))
    const [, host = ''] = /@(.*)$/.exec(small.url) ?? []
    const crowd = await Promise.all(Array.from({ length: 7 }, () => crowded(small.url)))
    exporter = await startExporter(YAML, { FIRST: `postgres://watcher:w@${host}`, SECOND: second.url, HOT: hot.url, COLD: cold.url })
    for (const page of await scrapes(exporter.url, 5)) expect(broken(page)).toEqual(FIRST_GONE)
    expect(exporter.log()).toMatch(/remaining connection slots are reserved|too many clients already/)
    await Promise.all(crowd.slice(0, 3).map((leave) => leave()))
    expect(failing(await wholeAgain(exporter.url))).toEqual([])
    await Promise.all(crowd.slice(3).map((leave) => leave()))
    await small.stop()
  })
})

/** Takes a connection; the answer gives it back. */
const crowded = (url: string): Promise<() => Promise<void>> =>
  new Promise((resolve, reject) => {
    let leave = () => {}
    const held = onDatabase(url, () => {
      const left = new Promise<void>((done) => {
        leave = done
      })
      resolve(async () => {
        leave()
        await held
      })
      return left
    })
    held.catch(reject)
  })
