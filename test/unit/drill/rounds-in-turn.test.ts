import { expect, test } from 'vitest'
import { drill, drillTogether, type Drilled, type DrilledStack } from '../../../drill/index.js'

type Fault = DrilledStack['switches'][number]
type Told = Awaited<ReturnType<DrilledStack['inbox']>>[number]

/** A stack in memory: a fault tells at once what `tells` says, and all of it ends when it is healed. */
const stackOf = (switches: readonly Fault[], tells: Readonly<Record<string, readonly string[]>>): DrilledStack => {
  const told: Told[] = []
  const thrown = new Set<string>()
  const end = (names: readonly string[]): void =>
    told.forEach((alert, index) => names.includes(alert.alertname) && (told[index] = { ...alert, status: 'resolved' }))
  return {
    switches,
    thrown: async () => [...thrown],
    break: async (name) => {
      if (tells[name] === undefined) return 'It cannot be broken here.'
      thrown.add(name)
      for (const alertname of tells[name]) told.push({ id: told.length, alertname, priority: 'P1', status: 'firing' })
      return undefined
    },
    heal: async (name) => {
      thrown.delete(name)
      end(tells[name] ?? [])
    },
    inbox: async () => [...told],
    firing: async () => told.filter(({ status }) => status === 'firing'),
    defined: async () => new Map(switches.flatMap(({ fires }) => fires.map((name) => [name, 60]))),
  }
}

const options = { patienceSeconds: 5, lookSeconds: 0.01, signal: new AbortController().signal, say: () => undefined }
const outcomes = (drilled: readonly Drilled[]) => drilled.map(({ fault, outcome, falseAlarms }) => [fault, outcome, falseAlarms.join()])

const first: Fault = { name: 'first', does: '', fires: ['First'], echoes: ['Echo'], spares: [] }
const second: Fault = { name: 'second', does: '', fires: ['Second'], spares: [] }

test('the echo of a fault that comes after it is no false alarm of the next', async () => {
  const stack = stackOf([first, second], { first: ['First'], second: ['Second', 'Echo'] })
  expect(outcomes(await drill(stack, ['all'], options))).toEqual([
    ['first', 'passed', ''],
    ['second', 'passed', ''],
  ])
  expect(outcomes(await drill(stack, ['second'], options))).toEqual([['second', 'failed', 'Echo']])
})

test('but is one where the next must leave it silent', async () => {
  const strict = { ...second, spares: ['Echo'] }
  const stack = stackOf([first, strict], { first: ['First'], second: ['Second', 'Echo'] })
  expect(outcomes(await drill(stack, ['all'], options))[1]).toEqual(['second', 'failed', 'Echo'])
})

test('what a fault of the round raises is a false alarm where that fault was refused', async () => {
  const stack = stackOf([first, second], { second: ['Second', 'First'] })
  const drilled = await drillTogether(stack, ['all'], options)
  expect(drilled.map(({ round }) => round)).toEqual([1, 1])
  expect(outcomes(drilled)).toEqual([
    ['first', 'refused', ''],
    ['second', 'failed', 'First'],
  ])
})

test('what is told while several are broken is of each of them', async () => {
  const stack = stackOf([first, second], { first: ['First', 'Strange'], second: ['Second'] })
  expect(outcomes(await drillTogether(stack, ['all'], { ...options, patienceSeconds: 5 }))).toEqual([
    ['first', 'failed', 'Strange'],
    ['second', 'failed', 'Strange'],
  ])
})

test('a fault that ended by itself is not waited for', async () => {
  const stack = { ...stackOf([first], { first: [] }), thrown: async () => [] }
  const [drilled] = await drill(stack, ['first'], options)
  expect(drilled?.reason).toBe('First did not fire before the fault ended: its process was started anew, or somebody healed it')
})

test('what only echoes a fault may fire before it', async () => {
  const echo: Told = { id: 99, alertname: 'Echo', priority: 'P1', status: 'firing' }
  const stack = { ...stackOf([first], { first: ['First'] }), firing: async () => [echo] }
  expect(outcomes(await drill(stack, ['first'], { ...options, patienceSeconds: 0.1 }))).toEqual([['first', 'passed', '']])
})
