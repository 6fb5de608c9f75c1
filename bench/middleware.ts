/**
 * What a middleware costs a request, beside what is mostly used. Every subject runs in a process of its own; the rounds
 * go through all of them in random order, so that what the machine does meanwhile falls on each.
 *
 *   node dist/bench/middleware.js            prints the table
 *   node dist/bench/middleware.js --write    writes it into docs/benchmarks.md too
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { argv, env, exit, stdout, version } from 'node:process'
import { quantile, table, writeSection } from './middleware/report.js'
import { aloneOf, type SubjectName, subjectNames } from './middleware/subjects.js'

const ROUNDS = 60
/** The engine compiles while these run; they are not counted. */
const WARM_UP = 10

type Costs = Readonly<Record<SubjectName, readonly number[]>>

const start = (name: SubjectName): ChildProcess => {
  const worker = fork(new URL('middleware/worker.js', import.meta.url), [name], { env: { ...env, NODE_ENV: 'production' } })
  // One that is killed has no code; one that fails has said why.
  worker.on('exit', (code) => code === null || exit(1))
  return worker
}

const batch = async (worker: ChildProcess): Promise<number> => {
  worker.send('batch')
  const [microseconds] = await once(worker, 'message')
  return Number(microseconds)
}

const shuffled = <Item>(items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item)

const measure = async (): Promise<Costs> => {
  const workers = subjectNames.map((name) => ({ name, worker: start(name), costs: [] as number[] }))
  try {
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      for (const { worker, costs } of shuffled(workers)) {
        const microseconds = await batch(worker)
        if (round >= WARM_UP) costs.push(microseconds)
      }
    }
    return Object.fromEntries(workers.map(({ name, costs }) => [name, costs])) as unknown as Costs
  } finally {
    for (const { worker } of workers) worker.kill()
  }
}

const fixed = (value: number): string => value.toFixed(1)

const report = (costs: Costs): string => {
  const added = (name: SubjectName): readonly number[] => costs[name].map((cost, round) => cost - (costs[aloneOf(name)][round] ?? 0))
  const own = quantile(added('plimsoll on express'), 0.5)
  const others = (['express-prom-bundle 8', 'prometheus-api-metrics 4'] as const).map((name) => quantile(added(name), 0.5))
  const difference = (name: SubjectName, share: number) => (aloneOf(name) === name ? '' : fixed(quantile(added(name), share)))
  const rows = subjectNames.map((name) => [
    name,
    fixed(quantile(costs[name], 0.5)),
    difference(name, 0.5),
    difference(name, 0.25),
    difference(name, 0.75),
  ])
  return [
    '## Cost of the middleware',
    '',
    `CPU time of one request in microseconds, garbage collection included: median of ${ROUNDS} rounds of 2,000 requests each, every subject in a`,
    "process of its own, rounds interleaved in random order. The requests are in-process (Node's own request and answer on a socket that throws",
    'away what is written), so that no network hides the difference. "Added" is taken round by round against the same application alone.',
    '',
    table(['subject', 'a request', 'added', 'quartile 1', 'quartile 3'], rows),
    '',
    `Plimsoll adds ${((own / Math.min(...others)) * 100).toFixed(0)} % of what the cheaper of the two others adds (aim: 33 %) and`,
    `${((own / Math.max(...others)) * 100).toFixed(0)} % of what the dearer adds. It measures more: requests, duration, both sizes, in flight, x-response-time.`,
    '',
    `Node ${version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} processors.`,
  ].join('\n')
}

const text = report(await measure())
stdout.write(`${text}\n`)
if (argv.includes('--write')) await writeSection('docs/benchmarks.md', 'middleware', text)
