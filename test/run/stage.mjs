/** One stage of the tests: a command, its output shown when it ends, its tests counted. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const bin = (name) => join('node_modules', '.bin', name)

const run = (command, parameters, environment) =>
  new Promise((resolve) => {
    const child = spawn(command, parameters, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk))
    child.on('error', (error) => output.push(Buffer.from(String(error))))
    child.on('close', (code) => resolve({ code, output: Buffer.concat(output).toString() }))
  })

const show = (name, seconds, { code, output }) =>
  console.log(`\n=== ${name}: ${code === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n${output.trim()}`)

const timed = async (name, work) => {
  const started = Date.now()
  const result = await work()
  show(name, Math.round((Date.now() - started) / 1000), result)
  return result
}

/** A command that passes or fails as one. */
export const check = async (name, command, ...parameters) => {
  const { code } = await timed(name, () => run(command.startsWith('node') ? command : bin(command), parameters))
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, failures: code === 0 ? [] : [name] }
}

/** A file that broke before its first test has no test to name. */
const failuresIn = ({ testResults }) =>
  testResults.flatMap(({ name, status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed').map(({ fullName }) => `${relative('.', name)}: ${fullName}`)
    return status === 'failed' && tests.length === 0 ? [relative('.', name)] : tests
  })

const countsIn = (file) => {
  try {
    const counts = JSON.parse(readFileSync(file, 'utf8'))
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = counts
    return { passed, failed, skipped, failures: failuresIn(counts) }
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] }
  }
}

/** Every test file of one kind of proof; a file that broke before its first test counts as failed, and so does none at all. */
export const tests = async (name, project, environment = {}, ...filters) => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-counts-'))
  const file = join(folder, 'counts.json')
  const parameters = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters]
  const { code } = await timed(name, () => run(bin('vitest'), parameters, environment))
  const { passed, failed, skipped, failures } = countsIn(file)
  rmSync(folder, { recursive: true })
  if (code === 0 && passed > 0) return { passed, failed, skipped, failures: [] }
  const named = failures.map((failure) => `${name}: ${failure}`)
  return { passed, failed: Math.max(failed, 1), skipped, failures: named.length > 0 ? named : [`${name}: it ended with ${code}`] }
}

export const sum = (counts) =>
  counts.reduce((one, other) => ({
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    failures: [...one.failures, ...other.failures],
  }))
