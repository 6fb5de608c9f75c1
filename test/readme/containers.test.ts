import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ContainerStack } from '../support/compose.js'
import { startStack } from '../support/compose.js'
import { inContainers } from '../support/services.js'
import { ROOT } from '../unit/readme/documents.js'
import { commandsProvedBy, THROW_WITH_TOKEN } from '../unit/readme/proofs.js'

const run = promisify(execFile)
const PASSWORD = 'docker compose exec grafana cat /run/plimsoll/grafana/admin-password'

describe.skipIf(!(await inContainers()))('README, followed with Docker', () => {
  let stack: ContainerStack
  const done = new Set<string>()

  /** Runs a command as it is written, on this test's own stack and ports. */
  const sh = async (command: string): Promise<string> => {
    done.add(command)
    const moved = command.replaceAll('http://localhost:4000', stack.url('shop'))
    const env = { ...process.env, COMPOSE_PROJECT_NAME: stack.project }
    return (await run('sh', ['-c', moved], { cwd: ROOT, env })).stdout
  }

  // startStack says `docker compose up --detach --build --wait`, for the services whose images can be had
  beforeAll(async () => {
    stack = await startStack()
    done.add('docker compose up -d --build --wait')
  }, 600_000)
  afterAll(() => stack?.down())

  test('a fault is thrown with the token that the stack has made', async () => {
    expect(JSON.parse(await sh(THROW_WITH_TOKEN))).toMatchObject({ fault: { name: 'errors', share: 0.3 } })
  })

  test('the password of Grafana can be read', async (context) => {
    done.add(PASSWORD)
    if (stack.missing.includes('grafana')) return context.skip('the image of Grafana is not to be had here')
    expect(await sh(PASSWORD)).toMatch(/^\S{20,}\n$/)
  })

  test('down leaves no container', async () => {
    await sh('docker compose down')
    expect(await stack.containers()).toEqual([])
  })

  test('nothing that README lets a reader run was left out', () => {
    expect(commandsProvedBy('containers').filter((command) => !done.has(command))).toEqual([])
  })
})
