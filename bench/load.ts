/**
 * What the shop bears, and what being measured costs it. Run it on a machine that does nothing else.
 *
 *   node dist/bench/load.js                prints the table (eleven minutes)
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
import { startSubject, type Subject, type SubjectName } from './load/subject.js'
import { writeSection } from './middleware/report.js'
import { type Servers, startServers } from './peers/ground.js'

const numberAfter = (flag: string, usual: number): number => {
  const asked = Number(argv[argv.indexOf(flag) + 1])
  return argv.includes(flag) && asked > 0 ? asked : usual
}

/** Of full load, warming up included; the starts take one more, the even load another. */
const MINUTES = numberAfter('--minutes', 9)
/** A process is fast or slow by chance from its start on, by more than what is to be seen here: so several. */
const PAIRS = numberAfter('--pairs', 6)
const SECONDS = numberAfter('--seconds', 60)
const RATE = 500
const WARM_UP = 3

const tell = (line: string): void => void stderr.write(`${line}\n`)

/** One processor for both shops, of which only one works at a time. */
const keepToOne = ({ pid }: Subject): boolean => keepTo(pid, cpus().length - 1, cpus().length - 1)

const withSubject = async <Result>(
  name: SubjectName | 'whole',
  servers: Servers,
  run: (subject: Subject, isPinned: boolean) => Promise<Result>,
): Promise<Result> => {
  const subject = await startSubject(name, servers)
  try {
    return await run(subject, keepToOne(subject))
  } finally {
    await subject.stop()
  }
}

/** More of each product than all visits can buy: shops without their jobs are sold out in some minutes. */
const stockUp = async ({ postgres }: Servers): Promise<void> => {
  const client = new Client({ connectionString: postgres })
  await client.connect()
  try {
    await client.query('UPDATE products SET stock = 1000000')
  } finally {
    await client.end()
  }
}

const measurePair = (servers: Servers, seconds: number): Promise<readonly [readonly Round[], boolean]> =>
  withSubject('bare', servers, (bare) =>
    withSubject('measured', servers, async (measured, isPinned) => {
      await stockUp(servers)
      return [await interleave({ bare, measured }, WARM_UP, seconds), isPinned]
    }),
  )

interface Course {
  readonly pairs: readonly (readonly Round[])[]
  readonly sustained: Sustained
  readonly isPinned: boolean
}

const measure = async (servers: Servers): Promise<Course> => {
  const pairs: (readonly Round[])[] = []
  let isPinned = false
  while (pairs.length < PAIRS) {
    const [rounds, wasPinned] = await measurePair(servers, (MINUTES * 60) / PAIRS)
    pairs.push(rounds)
    isPinned = wasPinned
    tell(`${pairs.length} of ${PAIRS} pairs. ${verdict(pairs)}`)
  }
  tell(`${RATE} requests a second for ${SECONDS} s`)
  return { pairs, isPinned, sustained: await withSubject('whole', servers, (whole) => sustain(whole, RATE, SECONDS)) }
}

const [busy = 0] = loadavg()
const servers = await startServers()
const { pairs, sustained, isPinned } = await measure(servers).finally(() => servers.stop())
const machine = `Node ${version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} processors, load ${busy.toFixed(1)} before the first round.`
const text = report(pairs, sustained, { asked: RATE, isPinned, machine })
stdout.write(`${text}\n`)
if (argv.includes('--write')) await writeSection(join(packageRoot, 'docs', 'benchmarks.md'), 'load', text)
tell(verdict(pairs))
