import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const SCRIPT = resolve(import.meta.dirname, '../../../start-monitoring.sh')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-script-'))
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'project/node_modules'), { recursive: true })
  copyFileSync(SCRIPT, join(folder, 'project/start-monitoring.sh'))
  for (const [name, path] of Object.entries({ sh: '/bin/sh', dirname: '/usr/bin/dirname', cat: '/bin/cat', node: process.execPath })) {
    symlinkSync(path, join(folder, 'bin', name))
  }
  program('npm', 'echo "npm $*"')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A program on the PATH of the script that only tells how it was called. */
function program(name: string, script: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'bin', name), 0o755)
}

const run = (...args: readonly string[]): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve) => {
    const environment = { PATH: join(folder, 'bin') }
    execFile('/bin/sh', [join(folder, 'project/start-monitoring.sh'), ...args], { env: environment, cwd: '/' }, (error, stdout, stderr) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr }),
    )
  })

test('where a Docker engine answers it starts containers, with the arguments', async () => {
  program('docker', '[ "$1 $2" = "compose up" ] && echo "docker $*"; exit 0')
  expect(await run('--detach', 'two words')).toEqual({
    status: 0,
    text: 'A Docker engine answers: starting with docker compose.\ndocker compose up --detach two words\n',
  })
})

test.each([
  ['no docker at all', undefined],
  ['a docker whose engine is down', '[ "$1" = info ] && exit 1; exit 0'],
  ['a docker without compose', '[ "$1" = compose ] && exit 1; exit 0'],
])('with %s it starts native programs, with the arguments', async (_, docker) => {
  if (docker !== undefined) program('docker', docker)
  expect(await run('--verbose')).toEqual({ status: 0, text: 'Starting from native programs: npm start\nnpm start -- --verbose\n' })
})

test('--native leaves a Docker engine alone, and installs the packages of the project when they are missing', async () => {
  program('docker', 'exit 0')
  rmSync(join(folder, 'project/node_modules'), { recursive: true })
  expect((await run('--native')).text).toBe(
    'Installing the packages of this project: npm ci\nnpm ci\nStarting from native programs: npm start\nnpm start --\n',
  )
})

test('--containers without an engine is refused in one sentence', async () => {
  expect(await run('--containers')).toEqual({
    status: 2,
    text: 'start-monitoring: no Docker engine with compose answers: start Docker, or use --native\n',
  })
})

test('an old Node is refused in one sentence', async () => {
  rmSync(join(folder, 'bin/node'))
  program('node', '[ "$1" = --version ] && echo v18.0.0; [ "$1" = --version ]')
  expect(await run()).toEqual({
    status: 2,
    text: 'start-monitoring: node is v18.0.0: install Node 20.19 or newer (https://nodejs.org), or Docker\n',
  })
})

test('--help explains it', async () => {
  const { status, text } = await run('--help')
  expect(status).toBe(0)
  expect(text).toMatch(/^Usage: .\/start-monitoring.sh/)
  expect(text).toContain('Examples:')
})
