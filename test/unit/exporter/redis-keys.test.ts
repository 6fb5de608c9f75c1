import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createAsking } from '../../../exporter/collectors/redis/key-asking.js'
import { createKeyWorker, type KeyWorker } from '../../../exporter/collectors/redis/key-worker.js'
import type { Answer, Command } from '../../../exporter/sessions/redis-session.js'
import type { KeyWatch } from '../../../exporter/settings/redis.js'

const watch = (own: Partial<KeyWatch>): KeyWatch => ({
  text: 'a:*',
  isPattern: true,
  database: 0,
  intervalSeconds: 300,
  batch: 10,
  turnLimit: 1000,
  limit: 1000,
  ...own,
})

const workerOf = (watches: readonly KeyWatch[], answer: (command: Command) => Answer, notices: string[] = []) => {
  const stop = new AbortController()
  const asked: string[] = []
  const session = {
    ask: async (commands: readonly Command[]) => {
      asked.push(...commands.map((command) => command.join(' ')))
      return commands.map(answer)
    },
    close: async () => {},
  }
  const notify = (details: Readonly<Record<string, unknown>>) => void notices.push(String(details['command'] ?? details['pattern']))
  const databases = new Set(watches.map(({ database }) => database))
  const asking = createAsking({ target: 'c', session, database: 0, databases, notify, signal: stop.signal })
  return { worker: createKeyWorker(watches, asking), asked, stop }
}

const turn = async (worker: KeyWorker): Promise<void> => {
  worker.turn()
  await sleep(30)
}

/** Ten keys a batch, so many batches in all. */
const scanning =
  (batches: number) =>
  (command: Command): Answer => {
    const at = Number(command[1]) + 1
    return { value: [at === batches ? '0' : String(at), Array.from({ length: 10 }, (_, index) => `a:${index}`)] }
  }

describe('keys', () => {
  test('are counted in turns: each goes on where the last one stopped', async () => {
    const { worker, asked } = workerOf([watch({ turnLimit: 20 })], scanning(5))
    const counts: number[] = []
    for (let round = 0; round < 3; round += 1) {
      expect(worker.findings()).toEqual([])
      await turn(worker)
      counts.push(asked.length)
    }
    expect(counts).toEqual([2, 4, 5])
    expect(worker.findings()[0]?.[1].size).toBe(50)
    await turn(worker)
    expect(asked).toHaveLength(5)
  })

  test('beyond the limit are not counted, which is told', async () => {
    const notices: string[] = []
    const { worker, asked } = workerOf([watch({ limit: 30 })], scanning(100), notices)
    await turn(worker)
    expect(worker.findings()).toEqual([])
    expect(asked).toHaveLength(3)
    expect(notices).toEqual(['a:*'])
  })

  test('of a database that may not be selected are not those of another', async () => {
    const notices: string[] = []
    const refuse = (command: Command): Answer => (command[0] === 'SELECT' ? { refusal: 'NOPERM no select' } : { value: ['0', ['x']] })
    const { worker } = workerOf([watch({ database: 3 })], refuse, notices)
    await turn(worker)
    expect(worker.findings()).toEqual([])
    expect(worker.failure()).toBeUndefined()
    expect(notices).toEqual(['SELECT'])
  })

  test.each([[undefined], ['0'], [['x', []]], [['0', 'keys']], [[]], [7]])(
    'are no keys where SCAN answers %j, and the next turn starts anew',
    async (value) => {
      let isBroken = true
      const { worker } = workerOf([watch({})], (command) => (isBroken ? { value } : scanning(1)(command)))
      await turn(worker)
      if (value !== undefined) expect(String(worker.failure())).toContain('SCAN gives no cursor and keys')
      expect(worker.findings()).toEqual([])
      isBroken = false
      if (value === undefined) return
      await turn(worker)
      expect(worker.failure()).toBeUndefined()
      expect(worker.findings()[0]?.[1].size).toBe(10)
    },
  )

  test('of a kind that nobody knows have no size', async () => {
    const { worker } = workerOf([watch({ isPattern: false, text: 'k' })], () => ({ value: 'constructor' }))
    await turn(worker)
    expect(worker.findings()).toEqual([])
  })

  test('are left alone once the exporter stops', async () => {
    const { worker, asked, stop } = workerOf([watch({})], scanning(100))
    worker.turn()
    stop.abort(new Error('stopping'))
    await sleep(30)
    const before = asked.length
    await turn(worker)
    expect(asked).toHaveLength(before)
  })
})
