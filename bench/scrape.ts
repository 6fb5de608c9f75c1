/**
 * What a scrape costs, beside the three Go exporters that ours replaces.
 *
 *   node dist/bench/scrape.js                    prints the table
 *   node dist/bench/scrape.js --write            writes it into docs/benchmarks.md too
 *   node dist/bench/scrape.js --scrapes 1000     a shorter course, to look at
 */
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { argv, stderr, stdout, version } from 'node:process'
import { packageRoot } from '../configuration/index.js'
import { writeSection } from './middleware/report.js'
import { startServers, type Servers } from './peers/ground.js'
import { startLoad } from './peers/load.js'
import { readText, seriesOf } from './peers/page.js'
import { startPeers } from './peers/peers.js'
import { startPlimsoll } from './peers/plimsoll.js'
import { peerPrograms } from './peers/programs.js'
import type { Exporter } from './peers/start.js'
import { idle, measure } from './scrape/measure.js'
import { report, type Subject } from './scrape/report.js'

const IDLE_SECONDS = 20
const asked = Number(argv[argv.indexOf('--scrapes') + 1])
const SCRAPES = argv.includes('--scrapes') && asked >= 500 ? Math.round(asked / 500) * 500 : 10_000
const COURSE = { scrapes: SCRAPES, turn: 50, warmUp: 200, milestones: [SCRAPES / 5, SCRAPES / 2, SCRAPES] }

const tell = (line: string): void => void stderr.write(`${line}\n`)

const startAll = async (servers: Servers): Promise<readonly Exporter[]> => {
  const programs = await peerPrograms(tell)
  const peers = (['node', 'postgres', 'redis'] as const).map((name) => startPeers[name](programs[name], servers, 'default'))
  return Promise.all([startPlimsoll(servers), ...peers])
}

const observe = async (subjects: readonly Exporter[]): Promise<readonly Subject[]> => {
  const measured = await measure(subjects, COURSE, (done) => done % 500 === 0 && tell(`${done} scrapes each`))
  const resting = await idle(subjects, IDLE_SECONDS)
  const pages = await Promise.all(subjects.map(({ url }) => readText(url)))
  return measured.map((one, index) => ({ ...one, series: seriesOf(pages[index] ?? ''), idle: resting[index] ?? Number.NaN }))
}

const servers = await startServers()
const load = await startLoad(servers)
const [busy = 0] = loadavg()
const subjects = await startAll(servers)
try {
  const [own, ...peers] = await observe(subjects)
  if (own === undefined) throw new Error('nothing was measured')
  const machine = `Node ${version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} processors, load ${busy.toFixed(1)} before the first scrape.`
  const text = report(own, peers, { ...COURSE, idleSeconds: IDLE_SECONDS, machine })
  stdout.write(`${text}\n`)
  if (argv.includes('--write')) await writeSection(join(packageRoot, 'docs', 'benchmarks.md'), 'scrape', text)
} finally {
  await Promise.all(subjects.map(({ stop }) => stop()))
  await load.stop()
  await servers.stop()
}
