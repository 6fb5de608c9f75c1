/** One stage of the tests: a command, its output shown when it ends, its tests counted. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

const countsIn = (file) => {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests, brokenFiles: numFailedTestSuites }
  } catch {
    return { passed: 0, failed: 0, skipped: 0, brokenFiles: 1 }
  }
}

/** Every test file of one kind of proof; a file that broke before its first test counts as failed, and so does none at all. */
export const tests = async (name, project, environment = {}, ...filters) => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-counts-'))
  const file = join(folder, 'counts.json')
  const parameters = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters]
  const { code } = await timed(name, () => run(bin('vitest'), parameters, environment))
  const { passed, failed, skipped } = countsIn(file)
  rmSync(folder, { recursive: true })
  return { passed, failed: code !== 0 || passed === 0 ? Math.max(failed, 1) : failed, skipped }
}

export const sum = (counts) =>
  counts.reduce((one, other) => ({
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }))
