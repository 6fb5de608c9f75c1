/** Everything is watched: every target answers, every rule of the definition is evaluated without an error. */
import { expect } from 'vitest'
import { services } from '../../../definition/site/index.js'
import type { Service } from '../../../definition/site/index.js'
import { limits } from '../../../definition/thresholds/index.js'
import { askPrometheus, until } from './stack.js'
import type { Labels, StackUnderTest } from './stack.js'

interface Target {
  readonly labels: Labels
  readonly health: string
  readonly lastError: string
}

interface Rule {
  readonly name: string
  readonly type: 'alerting' | 'recording'
  readonly health: string
  readonly lastError?: string
}

interface Group {
  readonly name: string
  readonly rules: readonly Rule[]
}

interface Sample {
  readonly metric: Labels
  readonly value: readonly [number, string]
}

const EXPECTED = Object.values<Service>(services).flatMap(({ scrape }) => scrape?.job ?? [])

/** Every target of the definition is scraped, and every one that is scraped is up. */
export const targetsAreUp = (stack: StackUnderTest): Promise<void> =>
  until(90, async () => {
    const { activeTargets } = await askPrometheus<{ readonly activeTargets: readonly Target[] }>(stack, 'targets', { state: 'active' })
    const missing = EXPECTED.filter((job) => !activeTargets.some(({ labels }) => labels['job'] === job))
    if (missing.length > 0) return `no target for ${missing.join(', ')}`
    const down = activeTargets.filter(({ health }) => health !== 'up')
    return down.length === 0 ? undefined : down.map(({ labels, lastError }) => `${labels['job']} is down: ${lastError}`).join('; ')
  })

const evaluatedTwice = (stack: StackUnderTest): Promise<void> =>
  until(90, async () => {
    const { result } = await askPrometheus<{ readonly result: readonly Sample[] }>(stack, 'query', {
      query: 'prometheus_rule_group_iterations_total',
    })
    const rare = result.filter(({ value }) => Number(value[1]) < 2)
    if (result.length === 0) return 'Prometheus does not say how often it evaluates'
    return rare.length === 0 ? undefined : `evaluated less than twice: ${rare.map(({ metric }) => metric['rule_group']).join(', ')}`
  })

/** Every rule that the definition makes is loaded; after two evaluations none has an error. */
export async function rulesAreWell(stack: StackUnderTest): Promise<void> {
  await evaluatedTwice(stack)
  const { groups } = await askPrometheus<{ readonly groups: readonly Group[] }>(stack, 'rules')
  const rules = groups.flatMap((group) => group.rules)
  const names = (type: Rule['type']): ReadonlySet<string> => new Set(rules.flatMap((rule) => (rule.type === type ? rule.name : [])))
  expect([...names('alerting')].toSorted()).toEqual(limits.map(({ name }) => name).toSorted())
  expect([...names('recording')]).toEqual(
    expect.arrayContaining([...new Set(limits.flatMap(({ records }) => records.map(({ record }) => record)))]),
  )
  const ill = rules.filter(({ health, lastError }) => health !== 'ok' || (lastError ?? '') !== '')
  expect(ill.map(({ name, health, lastError }) => `${name} is ${health}: ${lastError ?? ''}`)).toEqual([])
}
