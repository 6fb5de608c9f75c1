/**
 * Everything that proves Plimsoll, as `npm test` runs it. The whole stack mostly waits (for a rule's minutes to pass), and
 * so does the newcomer who follows README, so they run beside the rest: three things at a time, of which one waits. Where a
 * container engine answers, the live tests and the stack run there as well.
 */
import { engineAnswers, providePrograms } from './run/programs.mjs'
import { check, sum, tests } from './run/stage.mjs'

const started = Date.now()
providePrograms()
const engine = engineAnswers()
if (!engine) console.log('no container engine answers: the tests run on native programs alone')

const counts = [
  await check('types and build', 'tsc', '-b'),
  await check('lint', 'oxlint', '--deny-warnings'),
  await check('format', 'oxfmt', '--check'),
  await check('dead code', 'knip'),
  await check('generated documents', 'node', 'dist/cli/main.js', 'generate', '--check'),
  await check('definition', 'node', 'dist/cli/main.js', 'check'),
  await tests('unit', 'unit'),
]

/**
 * Tests of native programs, of what asks no server that comes as a container, and of what is built upon the servers and asks
 * them nothing that another test does not: the same on both.
 */
const ALIKE = [
  'test/live/{backup,drill,stack}/**',
  'test/live/desk/browser*',
  'test/live/exporter/{failure-process,probe-}*',
  'test/live/shop/{auctions,browser,faults,nginx,realtime,traffic,usual,vitals,winners}*',
].flatMap((files) => ['--exclude', files])

const native = (project) => tests(`${project}, native programs`, project, { PLIMSOLL_TEST_SERVICES: 'native' })
const containers = (project) => tests(`${project}, containers`, project, { PLIMSOLL_TEST_SERVICES: 'containers' }, ...ALIKE)

/** Stages one after the other. */
const inTurn = async (...stages) => {
  const counts = []
  for (const stage of stages) counts.push(await stage())
  return sum(counts)
}
const whereAnEngineAnswers = (...stages) => (engine ? stages : [])
counts.push(
  ...(await Promise.all([
    inTurn(() => tests('stack', 'stack'), ...whereAnEngineAnswers(() => containers('live'))),
    inTurn(
      () => native('readme'),
      ...whereAnEngineAnswers(() => containers('readme')),
      () => tests('rules', 'rules'),
    ),
    native('live'),
  ])),
)

const { passed, failed, skipped, failures } = sum(counts)
console.log(`\nall of it took ${Math.round((Date.now() - started) / 1000)} s`)
for (const failure of failures) console.log(`failed: ${failure}`)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed === 0 ? 0 : 1
