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
import { startSubject, type Subject, type SubjectName } from './load/subject.js'
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

/** Whatever was started is stopped, also where a second one did not start. */
const withSubjects = async <Result>(run: (bare: Subject, measured: Subject) => Promise<Result>): Promise<Result> => {
  const servers = await startServers()
  const started: Subject[] = []
  const start = async (name: SubjectName): Promise<Subject> => {
    const subject = await startSubject(name, servers)
    started.push(subject)
    return subject
  }
  try {
    return await run(await start('bare'), await start('measured'))
  } finally {
    await Promise.all(started.map(({ stop }) => stop()))
    await servers.stop()
  }
}

const [busy = 0] = loadavg()
const text = await withSubjects(async (bare, measured) => {
  const course = { rounds: ROUNDS, warmUp: WARM_UP, requests: REQUESTS }
  const rounds = await interleave({ bare, measured }, course, (done) => done % 10 === 0 && tell(`${done} rounds`))
  tell(`${RATE} requests a second for ${SECONDS} s`)
  const sustained = await sustain(measured, RATE, SECONDS)
  const machine = `Node ${version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} processors, load ${busy.toFixed(1)} before the first round.`
  return report(rounds, sustained, { requests: REQUESTS, asked: RATE, machine })
})
stdout.write(`${text}\n`)
if (argv.includes('--write')) await writeSection(join(packageRoot, 'docs', 'benchmarks.md'), 'load', text)
