/**
 * Which metrics of the dashboards that people have our exporter gives, on real servers, beside the exporter whose names they are.
 *
 *   node dist/bench/dashboards.js            prints what is given
 *   node dist/bench/dashboards.js --write    writes docs/dashboards.md
 */
import { writeFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { argv, stderr, stdout } from 'node:process'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { packageRoot } from '../configuration/index.js'
import { compare } from './dashboards/compare.js'
import { askEveryone } from './dashboards/pages.js'
import { report } from './dashboards/report.js'
import { startServers, type Servers } from './peers/ground.js'

const FILE = join(packageRoot, 'docs', 'dashboards.md')

const versionsOf = async ({ postgres, redis }: Servers): Promise<string> => {
  const client = new Client({ connectionString: postgres })
  const cache = new Redis(redis, { protocol: 2 })
  await client.connect()
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
  const version = /redis_version:(\S+)/.exec(await cache.info('server'))?.[1]
  await client.end()
  cache.disconnect()
  return `PostgreSQL ${rows[0]?.server_version.split(' ')[0]}, Redis ${version}, Linux ${release().split('-')[0]}, an HTTPS page, the exporter's own process`
}

const servers = await startServers()
try {
  const { peerVersions, ...pages } = await askEveryone(servers, (line) => stderr.write(`${line}\n`))
  const results = compare(pages)
  const missing = results.flatMap(({ dashboard, rows }) =>
    rows.flatMap(({ name, verdict }) => (verdict === 'missing' ? `${dashboard.number} ${name}` : [])),
  )
  const text = report(results, { servers: await versionsOf(servers), peers: peerVersions })
  if (argv.includes('--write')) writeFileSync(FILE, text)
  stdout.write(`${text.slice(0, text.indexOf('\n## '))}\n${missing.length > 0 ? `\nmissing:\n${missing.join('\n')}\n` : ''}`)
  if (missing.length > 0) process.exitCode = 1
} finally {
  await servers.stop()
}
