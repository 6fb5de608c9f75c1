/** The comparisons with other exporters see what they are there to see. */
import { describe, expect, test } from 'vitest'
import { compare as compareDashboards } from '../../../bench/dashboards/compare.js'
import { dashboards } from '../../../bench/dashboards/dashboards.js'
import { compare, type Round } from '../../live/exporter/differential/compare.js'
import { pageOf } from '../../live/exporter/differential/page.js'

const page = (text: string) => pageOf(`# TYPE done counter\n# TYPE now gauge\n${text}\n`, [])
const round = (before: string, peer: string, after: string): Round => ({ before: page(before), peer: page(peer), after: page(after) })
const times = (amount: number, one: Round): readonly Round[] => Array.from({ length: amount }, () => one)

describe('a series of two exporters', () => {
  test('agrees where a counter lies between our two readings, and not outside', () => {
    expect(compare([round('done 5', 'done 7', 'done 9')], [], [])).toEqual({ compared: ['done{}'], disagreements: [], unmatched: [] })
    expect(compare([round('done 5', 'done 10', 'done 9')], [], []).disagreements).toMatchObject([{ key: 'done{}', kind: 'counter' }])
    expect(compare([round('done 5', 'done 4', 'done 9')], [], []).disagreements).toHaveLength(1)
  })

  test('of a counter disagrees though it agrees in all rounds but one', () => {
    const rounds = [...times(5, round('done 1', 'done 1', 'done 1')), round('done 1', 'done 2', 'done 1')]
    expect(compare(rounds, [], []).disagreements).toMatchObject([{ rounds: 1 }])
  })

  test('of a gauge may be caught between two readings, and not mostly', () => {
    const [held, lost] = [round('now 1', 'now 1', 'now 1'), round('now 1', 'now 2', 'now 1')]
    expect(compare([held, lost], [], []).disagreements).toEqual([])
    expect(compare([held, lost, lost], [], []).disagreements).toMatchObject([{ kind: 'gauge', rounds: 2 }])
  })

  test('of a figure that moves freely has its allowance and no more', () => {
    const moving = [{ names: /^now$/, relative: 0, absolute: 2, reason: '' }]
    expect(compare([round('now 1', 'now 3', 'now 1')], moving, []).disagreements).toEqual([])
    expect(compare([round('now 1', 'now 4', 'now 1')], moving, []).disagreements).toHaveLength(1)
  })

  test('whose labels differ is told apart from one that we do not have', () => {
    const { compared, unmatched } = compare(times(2, round('now{a="1"} 1', 'now{a="2"} 1\nother 1', 'now{a="1"} 1')), [], [])
    expect({ compared, unmatched }).toEqual({ compared: [], unmatched: ['now{a="2"}'] })
  })

  test('that stood in one round alone came and went between two readings', () => {
    const rounds = [round('now{a="1"} 1', 'now{a="1"} 1', 'now{a="1"} 1'), round('now{a="1"} 1', 'now{a="2"} 1', 'now{a="1"} 1')]
    expect(compare(rounds, [], []).unmatched).toEqual([])
  })

  test('is compared without what says where it comes from, in any order of its labels', () => {
    expect(
      compare([round('now{target="shop",b="2",a="1"} 1', 'now{server="x",a="1",b="2"} 1', 'now{b="2",a="1"} 1')], [], []).compared,
    ).toEqual(['now{a="1",b="2"}'])
  })
})

describe('a name of a dashboard', () => {
  const rowOf = (name: string, ours: readonly string[], theirs: readonly string[]) =>
    compareDashboards({ ours: new Set(ours), peers: { node: new Set(theirs), redis: new Set(theirs) } })
      .flatMap(({ rows }) => rows)
      .find((row) => row.name === name)

  test.each([
    ['redis_up', ['redis_up'], [], 'given'],
    ['redis_up', [], ['redis_up'], 'missing'],
    ['redis_up', [], [], 'missing'],
    ['node_timex_sync_status', [], ['node_timex_sync_status'], 'outside'],
    ['node_load1', [], [], 'missing'],
  ])('%s, ours %j, theirs %j: %s', (name, ours, theirs, verdict) => {
    expect(rowOf(name, ours, theirs)?.verdict).toBe(verdict)
  })

  test('stands once in its dashboard', () => {
    for (const { names } of dashboards) expect(new Set(names).size).toBe(names.length)
  })
})
