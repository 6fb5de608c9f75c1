/**
 * What the shop bears, and what being measured costs it. Run it on a machine that does nothing else.
 *
 *   node dist/bench/load.js                prints the table (five minutes)
 *   node dist/bench/load.js --write        writes it into docs/benchmarks.md too
 *   node dist/bench/load.js --rounds 10    a shorter course, to look at
 */
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { argv, stderr, stdout, version } from 'node:process'
import { packageRoot } from '../configuration/index.js'
import { interleave, sustain } from './load/measure.js'
import { report } from './load/report.js'
import { startSubject } from './load/subject.js'
import { writeSection } from './middleware/report.js'
import { startServers } from './peers/ground.js'

const numberAfter = (flag: string, usual: number): number => {
  const asked = Number(argv[argv.indexOf(flag) + 1])
  return argv.includes(flag) && asked > 0 ? Math.round(asked) : usual
}

const ROUNDS = numberAfter('--rounds', 60)
const SECONDS = numberAfter('--seconds', 60)
const RATE = 500
const REQUESTS = 2200
const WARM_UP = 4

const tell = (line: string): void => void stderr.write(`${line}\n`)

const [busy = 0] = loadavg()
const servers = await startServers()
const bare = await startSubject('bare', servers)
const measured = await startSubject('measured', servers)
try {
  const course = { rounds: ROUNDS, warmUp: WARM_UP, requests: REQUESTS }
  const rounds = await interleave({ bare, measured }, course, (done) => done % 10 === 0 && tell(`${done} rounds`))
  tell(`${RATE} requests a second for ${SECONDS} s`)
  const sustained = await sustain(measured, RATE, SECONDS)
  const machine = `Node ${version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} processors, load ${busy.toFixed(1)} before the first round.`
  const text = report(rounds, sustained, { requests: REQUESTS, asked: RATE, machine })
  stdout.write(`${text}\n`)
  if (argv.includes('--write')) await writeSection(join(packageRoot, 'docs', 'benchmarks.md'), 'load', text)
} finally {
  await Promise.all([bare.stop(), measured.stop()])
  await servers.stop()
}
