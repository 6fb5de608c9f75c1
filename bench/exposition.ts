/**
 * What a page of 100,000 series costs, and an observation, beside prom-client 15.1.3; everything in one process, the subjects
 * in turn in each round. The series that change lie scattered at random.
 *
 *   node dist/bench/exposition.js            prints the table
 *   node dist/bench/exposition.js --write    writes it into docs/benchmarks.md too
 */
import { Buffer } from 'node:buffer'
import { cpus, loadavg } from 'node:os'
import { argv, stdout, version } from 'node:process'
import { gzipSync } from 'node:zlib'
import { gzipParts, inSlices } from '../exposition/index.js'
import { renderParts } from '../instrument/index.js'
import { observers, OBSERVATIONS } from './exposition/observe.js'
import { createPair, type Pair } from './exposition/registries.js'
import { holding, measure, type Measured, type Subject } from './exposition/rounds.js'
import { quantile, table, writeSection } from './middleware/report.js'

const ROUNDS = 11
const SHARE = 1000

const whole = (): number => Math.floor(Math.random() * 1e6)
/** With all the digits that a double has. */
const decimal = (): number => Math.random() * 1000

const changeAll = ({ series, set }: Pair, value: () => number): void => {
  for (let index = 0; index < series; index += 1) set(index, value())
}

const changeFew = ({ series, set }: Pair, value: () => number): void => {
  for (let time = 0; time < series / SHARE; time += 1) set(Math.floor(Math.random() * series), value())
}

const median = ({ milliseconds }: Measured): number => quantile(milliseconds, 0.5)

interface Row {
  readonly what: string
  readonly aim: number
  readonly theirs: Measured
  readonly ours: Measured
  /** Milliseconds are divided by this. */
  readonly times?: number
}

const rowOf = ({ what, aim, theirs, ours, times = 1 }: Row): readonly string[] => {
  const [their, our] = [median(theirs) / times, median(ours) / times]
  const unit = times === 1 ? 'ms' : 'ns'
  const show = (milliseconds: number) => `${(unit === 'ms' ? milliseconds : milliseconds * 1e6).toFixed(unit === 'ms' ? 2 : 0)} ${unit}`
  const held = unit === 'ms' ? [theirs.held, ours.held].map((milliseconds) => `${milliseconds.toFixed(1)} ms`) : ['', '']
  return [what, show(their), show(our), `${(their / our).toFixed(1)} times`, `${aim} times`, ...held]
}

const subjectsOf = (pair: Pair): readonly [Subject, Subject] => [
  { name: 'prom-client', run: () => pair.theirs.metrics() },
  { name: 'plimsoll', run: () => renderParts(pair.ours) },
]

const NOTHING: Measured = { milliseconds: [], held: 0 }

const against = async (what: string, aim: number, subjects: readonly Subject[], change: () => void, times = 1): Promise<Row> => {
  const [theirs = NOTHING, ours = NOTHING] = await measure(ROUNDS, subjects, change)
  return { what, aim, theirs, ours, times }
}

/** zlib gets the page as one buffer, which ours never makes. */
const gzipSubjects = async (pair: Pair): Promise<readonly Subject[]> => {
  const page = Buffer.concat(await renderParts(pair.ours))
  return [
    { name: 'zlib', run: () => gzipSync(page, { level: 6 }) },
    { name: 'plimsoll', run: async () => inSlices(gzipParts(await renderParts(pair.ours))) },
  ]
}

const sizesOf = async (pair: Pair): Promise<string> => {
  const parts = await renderParts(pair.ours)
  const packed = (await inSlices(gzipParts(parts))).reduce((sum, { length }) => sum + length, 0)
  const page = Buffer.concat(parts)
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2)
  return `${megabytes(page.length)} MB, packed ${megabytes(packed)} MB (zlib level 6: ${megabytes(gzipSync(page, { level: 6 }).length)} MB)`
}

/** The first page of a registry, when every name is printed too. */
const first = async (pair: Pair): Promise<readonly [theirs: number, ours: number]> => {
  const theirs = await holding(() => pair.theirs.metrics())
  return [theirs, await holding(async () => inSlices(gzipParts(await renderParts(pair.ours))))]
}

const rowsOf = async (pair: Pair): Promise<readonly Row[]> => {
  const share = `one series in ${SHARE.toLocaleString('en')} changed`
  const render = subjectsOf(pair)
  return [
    await against(`page, ${share}`, 50, render, () => changeFew(pair, whole)),
    await against('page, all changed, whole numbers', 20, render, () => changeAll(pair, whole)),
    await against('page, all changed, decimals', 6, render, () => changeAll(pair, decimal)),
    await against(`page and gzip, ${share}; against zlib level 6 alone`, 10, await gzipSubjects(pair), () => changeFew(pair, decimal)),
    await wholeNumbersPacked(pair, share),
    await against('an observation on a route, three labels', 5, observers(), () => undefined, OBSERVATIONS),
  ]
}

const wholeNumbersPacked = async (pair: Pair, share: string): Promise<Row> => {
  changeAll(pair, whole)
  return against(`the same, every value a whole number, ${share}`, 10, await gzipSubjects(pair), () => changeFew(pair, whole))
}

const report = (rows: readonly Row[], firstHeld: readonly [number, number], sizes: string, load: number): string =>
  [
    '## Cost of a page',
    '',
    `100,000 series with four labels each, rendered by prom-client 15.1.3 and by the instruments of this house in one process, in turn, median of ${ROUNDS} rounds.`,
    'The series that change lie scattered at random; setting them is not counted. Times are CPU time, garbage collection',
    'included; after a collection each subject renders once uncounted, and waits until that collection has ended in all threads. "Held" is the longest that the event loop stood still in any round, taken in rounds of their',
    'own. Decimals have all digits that a double has.',
    '',
    table(['what', 'prom-client', 'plimsoll', 'faster', 'aim', 'held by prom-client', 'held by plimsoll'], rows.map(rowOf)),
    '',
    `The first page, with every name printed and packed, held the loop for ${firstHeld[1].toFixed(1)} ms; prom-client, unpacked, for ${firstHeld[0].toFixed(1)} ms. Size of the page: ${sizes}.`,
    '',
    `Node ${version}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} processors, load ${load.toFixed(1)} before the first round.`,
  ].join('\n')

const [load = 0] = loadavg()
const pair = createPair()
changeAll(pair, whole)
const firstHeld = await first(pair)
const rows = await rowsOf(pair)
const text = report(rows, firstHeld, await sizesOf(pair), load)
stdout.write(`${text}\n`)
if (argv.includes('--write')) await writeSection('docs/benchmarks.md', 'exposition', text)
