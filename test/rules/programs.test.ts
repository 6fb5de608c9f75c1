import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { atMost, programSets } from './programs.js'

const empty = mkdtempSync(join(tmpdir(), 'plimsoll-no-programs-'))
afterAll(() => rmSync(empty, { recursive: true }))

test('a machine without promtool fails and says what to install', () => {
  expect(() => programSets({ home: empty, machine: [empty], further: '' })).toThrow(
    'no promtool is installed: install prometheus (apt-get install prometheus), or run `npm start` once, which fetches it',
  )
})

test('a further folder without programs fails and is named', () => {
  expect(() => programSets({ further: empty })).toThrow(`PLIMSOLL_TEST_PROGRAMS names ${empty}, which holds no promtool`)
  expect(() => programSets({ further: 'newer' })).toThrow('PLIMSOLL_TEST_PROGRAMS names newer')
})

test('every set tells its versions', () => {
  const sets = programSets()
  for (const { name } of sets) expect(name).toMatch(/^promtool \d+\.\d+\.\d+, amtool \d+\.\d+\.\d+, alertmanager \d+\.\d+\.\d+$/)
  console.info(sets.map(({ name }) => `proved with ${name}`).join('\n'))
})

test('no more work runs at once than is allowed, and none is lost', async () => {
  const two = atMost(2)
  let [running, most] = [0, 0]
  const work = async (value: number): Promise<number> => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 2))
    running -= 1
    if (value === 3) throw new Error('one fails')
    return value
  }
  const ended = await Promise.allSettled([1, 2, 3, 4, 5].map((value) => two(() => work(value))))
  expect(most).toBe(2)
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
})
