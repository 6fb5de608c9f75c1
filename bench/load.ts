/**
 * What the shop bears, and what being measured costs it. Run it on a machine that does nothing else.
 *
 *   node dist/bench/load.js                prints the table (fifteen minutes)
 *   node dist/bench/load.js --write        writes it into docs/benchmarks.md too
 *   node dist/bench/load.js --minutes 2    a shorter course, to look at
 */
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { argv, stderr, stdout, version } from 'node:process'
import { Client } from 'pg'
import { packageRoot } from '../configuration/index.js'
import { interleave, type Round, sustain, type Sustained } from './load/measure.js'
import { keepTo } from './load/pin.js'
import { report, verdict } from './load/report.js'
import { startSubjects, SUBJECTS, type SubjectName, type Subjects } from './load/subject.js'
import { writeSection } from './middleware/report.js'
import { type Servers, startServers } from './peers/ground.js'

const numberAfter = (flag: string, usual: number): number => {
  const asked = Number(argv[argv.indexOf(flag) + 1])
  return argv.includes(flag) && asked > 0 ? asked : usual
}

/** Of full load in all, beside warming up. */
const MINUTES = numberAfter('--minutes', 9)
/** What the compiler makes of a process is chance in part, so several. */
const PROCESSES = numberAfter('--processes', 6)
/** Seconds. So long the compiler has its hands full with three shops; what it costs then would be measured instead. */
const WARM_UP = numberAfter('--warm-up', 45)
const SECONDS = numberAfter('--seconds', 60)
const RATE = 500

const tell = (line: string): void => void stderr.write(`${line}\n`)

/** One processor for the shops, of which only one works at a time. */
const keepToOne = ({ pid }: Subjects): boolean => keepTo(pid, cpus().length - 1, cpus().length - 1)

const withSubjects = async <Result>(
  names: readonly SubjectName[] | readonly ['whole'],
  servers: Servers,
  run: (subjects: Subjects, isPinned: boolean) => Promise<Result>,
): Promise<Result> => {
  const subjects = await startSubjects(names, servers)
  try {
    return await run(subjects, keepToOne(subjects))
  } finally {
    await subjects.stop()
  }
}

/**
 * A shop that is filled, with more of each product than all visits can buy, and statistics of it: a plan that PostgreSQL has
 * made without them stays with the connections of one shop and makes it slower than the others.
 */
const furnish = async (servers: Servers): Promise<void> => {
  await withSubjects(['whole'], servers, () => Promise.resolve())
  const client = new Client({ connectionString: servers.postgres })
  await client.connect()
  try {
    await client.query('UPDATE products SET stock = 1000000')
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

const measureProcess = (servers: Servers): Promise<readonly [readonly Round[], boolean]> =>
  withSubjects(SUBJECTS, servers, async (subjects, isPinned) => [
    await interleave(subjects, { warmUp: WARM_UP, seconds: (MINUTES * 60) / PROCESSES }),
    isPinned,
  ])

interface Measured {
  readonly processes: readonly (readonly Round[])[]
  readonly sustained: Sustained
  readonly isPinned: boolean
}

const measure = async (servers: Servers): Promise<Measured> => {
  await furnish(servers)
  const processes: (readonly Round[])[] = []
  let isPinned = false
  while (processes.length < PROCESSES) {
    const [rounds, wasPinned] = await measureProcess(servers)
    processes.push(rounds)
    isPinned = wasPinned
    tell(`${processes.length} of ${PROCESSES} processes. ${verdict(processes)}`)
  }
  tell(`${RATE} requests a second for ${SECONDS} s`)
  return { processes, isPinned, sustained: await withSubjects(['whole'], servers, (whole) => sustain(whole, RATE, SECONDS)) }
}

const [busy = 0] = loadavg()
const servers = await startServers()
const { processes, sustained, isPinned } = await measure(servers).finally(() => servers.stop())
const machine = `Node ${version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} processors, load ${busy.toFixed(1)} before the first round.`
const text = report(processes, sustained, { asked: RATE, isPinned, machine })
stdout.write(`${text}\n`)
if (argv.includes('--write')) await writeSection(join(packageRoot, 'docs', 'benchmarks.md'), 'load', text)
tell(verdict(processes))
