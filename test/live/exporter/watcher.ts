/** What the failure tests ask of every page, and of the sources from outside. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis as RedisClient } from 'ioredis'
import type { Client } from 'pg'
import { scrape, type ScrapedPage } from '../../support/exporter.js'

/** Collectors of each target: how many work, and how many there are. */
export const works = ({ series }: ScrapedPage): Readonly<Record<string, readonly [working: number, all: number]>> => {
  const targets = new Map<string, [number, number]>()
  for (const { name, labels, value } of series) {
    if (name !== 'plimsoll_collector_success') continue
    const key = `${labels['collector']?.split('_')[0]} ${labels['target']}`
    const [working, all] = targets.get(key) ?? [0, 0]
    targets.set(key, [working + value, all + 1])
  }
  return Object.fromEntries(targets)
}

/** Targets of which some collector does not work; 'none' of a target that gives nothing at all. */
export const broken = (page: ScrapedPage): readonly string[] =>
  Object.entries(works(page))
    .filter(([, [working, all]]) => working < all)
    .map(([target, [working]]) => (working === 0 ? `none of ${target}` : `some of ${target}`))
    .sort()

/** The collectors that failed. */
export const failing = ({ series }: ScrapedPage): readonly string[] =>
  series
    .filter(({ name, value }) => name === 'plimsoll_collector_success' && value === 0)
    .map(({ labels }) => String(labels['collector']))
    .sort()

/** So many scrapes one after the other, each of which must come before Prometheus gives up. */
export const scrapes = async (url: string, count: number, timeoutSeconds = 1.8): Promise<readonly ScrapedPage[]> => {
  const pages: ScrapedPage[] = []
  for (let round = 0; round < count; round += 1) {
    const page = await scrape(url, timeoutSeconds)
    if (page.seconds >= timeoutSeconds) throw new Error(`scrape ${round} took ${page.seconds.toFixed(2)} s of ${timeoutSeconds}`)
    pages.push(page)
  }
  return pages
}

/** The first page on which everything works; at most so many seconds later. */
export const wholeAgain = async (url: string, seconds = 10): Promise<ScrapedPage> => {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const page = await scrape(url)
    if (broken(page).length === 0) return page
    if (performance.now() > deadline) throw new Error(`still broken after ${seconds} s: ${failing(page).join(', ')}`)
    await sleep(100)
  }
}

/** Sessions on a PostgreSQL that only the exporter uses, but for the one that counts. */
export const postgresSessions = async (client: Client): Promise<number> => {
  const { rows } = await client.query<{ n: number }>(
    "SELECT count(*)::integer AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
  )
  return rows[0]?.n ?? Number.NaN
}

/** Sessions that the exporter holds on a Redis. */
export const redisSessions = async (url: string): Promise<number> => {
  const client = new RedisClient(url, { protocol: 2, connectionName: 'outside' })
  const clients = String(await client.client('LIST'))
  client.disconnect()
  return clients.split('\n').filter((line) => line.includes('id=') && !line.includes('name=outside')).length
}

/** The greatest of what is counted again and again until the work is done. */
export const greatest = async <T>(count: () => Promise<number>, work: Promise<T>): Promise<readonly [number, T]> => {
  const stop = new AbortController()
  const counting = (async () => {
    let most = 0
    while (!stop.signal.aborted) {
      most = Math.max(most, await count())
      await sleep(50)
    }
    return most
  })()
  try {
    const result = await work
    stop.abort()
    return [await counting, result]
  } catch (error) {
    stop.abort()
    await counting.catch(() => {}) // the work's error is the one that matters
    throw error
  }
}
