import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { exporterSelf, postgres, system } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../../exporter/collector.js'
import { createRunner, type Outcome } from '../../../exporter/runner.js'
import { createTurns } from '../../../exporter/sessions/turns.js'
import { createScrape, deadlineOf } from '../../../exporter/scrape.js'

const working: Collector = { name: 'working', target: 't', collect: async (into) => into.set(system.node_load1, {}, 1) }

const failing: Collector = {
  name: 'failing',
  target: 't',
  collect: async (into) => {
    into.set(system.node_load5, {}, 5)
    await sleep(5)
    throw new Error('the source said no')
  },
  collectFailed: (into) => into.set(postgres.pg_up, { target: 't' }, 0),
}

/** Stops when it is told to. */
const obedient: Collector = { name: 'obedient', target: 't', collect: (_into, signal) => sleep(60_000, undefined, { signal }) }

/** Does not return before the gate opens, whatever it is told; counts its starts. */
const deaf = () => {
  let open = () => {}
  let starts = 0
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const collector: Collector = {
    name: 'deaf',
    target: 't',
    collect: async (into) => {
      starts += 1
      await gate
      into.set(system.node_load15, {}, 15)
    },
  }
  return { collector, open: () => open(), starts: () => starts }
}

const run = async (collectors: readonly Collector[], deadlineSeconds = 0.2): Promise<ReadonlyMap<string, Outcome>> => {
  const collection = createRunner(collectors).start(deadlineSeconds)
  await collection.done
  return new Map(collection.outcomes().map((outcome) => [outcome.collector.name, outcome]))
}

const namesOf = (outcome: Outcome | undefined): readonly string[] => outcome?.families.map(({ head }) => head.name) ?? []

describe('the runner', () => {
  test('gives what a collector read, and the time it took', async () => {
    const outcome = (await run([working])).get('working')
    expect(outcome).toMatchObject({ success: true })
    expect(namesOf(outcome)).toEqual(['node_load1'])
    expect(outcome?.seconds).toBeLessThan(0.1)
  })

  test('keeps nothing that a failed collector read, says why, and what is known all the same', async () => {
    const outcomes = await run([failing, working])
    expect(outcomes.get('failing')).toMatchObject({ success: false, error: 'the source said no' })
    expect(namesOf(outcomes.get('failing'))).toEqual(['pg_up'])
    expect(outcomes.get('working')?.success).toBe(true)
  })

  test('takes a collector that throws before its first wait for a failed one', async () => {
    const hasty: Collector = {
      name: 'hasty',
      target: 't',
      collect: () => {
        throw new Error('at once')
      },
    }
    expect((await run([hasty])).get('hasty')).toMatchObject({ success: false, error: 'at once' })
  })

  test('aborts what is late at the deadline and not before', async () => {
    const start = performance.now()
    const outcome = (await run([obedient])).get('obedient')
    const seconds = (performance.now() - start) / 1000
    expect(outcome).toMatchObject({ success: false, error: 'not finished after 0.2 s' })
    expect(seconds).toBeGreaterThan(0.19)
    expect(seconds).toBeLessThan(0.4)
  })

  test('does not wait for a collector that does not stop, and does not start it again until it has', async () => {
    const { collector, open, starts } = deaf()
    const runner = createRunner([collector, working])
    const first = runner.start(0.1)
    await first.done
    expect(first.outcomes()[0]).toMatchObject({ success: false })

    const second = runner.start(0.1)
    await second.done
    expect(second.outcomes()[0]).toMatchObject({ success: false, error: 'still runs from an earlier collection' })
    expect(second.outcomes()[0]?.seconds).toBeGreaterThan(0.09)
    expect(second.outcomes()[1]?.success).toBe(true)
    expect(starts()).toBe(1)

    open()
    await sleep(5)
    const third = runner.start(0.1)
    await third.done
    expect(third.outcomes()[0]?.success).toBe(true)
    expect(starts()).toBe(2)
  })

  test('times collectors of one connection each by itself', async () => {
    const inTurn = createTurns()
    const slow = (name: string): Collector => ({ name, target: 't', inTurn, collect: () => sleep(200) })
    const outcomes = await run([slow('a'), slow('b'), slow('c')], 5)
    for (const name of ['a', 'b', 'c']) expect(outcomes.get(name)?.seconds, name).toBeLessThan(0.39)
  })

  test('lets one that hangs take the time of its neighbours once, and not for ever', async () => {
    const inTurn = createTurns()
    const begun: string[] = []
    const fine = (name: string): Collector => ({
      name,
      target: 't',
      inTurn,
      collect: async () => void begun.push(name),
    })
    const stuck: Collector = { ...obedient, name: 'stuck', inTurn }
    const runner = createRunner([fine('a'), stuck, fine('b'), fine('c')])
    const round = async () => {
      const collection = runner.start(0.05)
      await collection.done
      return collection.outcomes().map(({ collector, success }) => `${collector.name} ${success}`)
    }
    expect(await round()).toEqual(['a true', 'stuck false', 'b false', 'c false'])
    expect(await round()).toEqual(['a true', 'stuck false', 'b true', 'c true'])
    expect(await round()).toEqual(['a true', 'stuck false', 'b true', 'c true'])
    expect(begun).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'c'])
  })

  test('gives up what still waits for its turn at the deadline', async () => {
    const inTurn = createTurns()
    const start = performance.now()
    const outcomes = await run([
      { ...obedient, inTurn },
      { ...working, inTurn },
    ])
    expect((performance.now() - start) / 1000).toBeLessThan(0.5)
    expect(outcomes.get('working')).toMatchObject({ success: false, error: 'not finished after 0.2 s' })
  })

  test('writes nothing of a late collector onto a page that is already out', async () => {
    const { collector, open } = deaf()
    const collection = createRunner([collector]).start(0.05)
    await collection.done
    open()
    await sleep(5)
    expect(namesOf(collection.outcomes()[0])).toEqual([])
  })
})

const successes = (families: Awaited<ReturnType<ReturnType<typeof createScrape>>>) => {
  const family = families
    .filter(({ head }) => head.name === exporterSelf.plimsoll_collector_success.name)
    .flatMap(({ series, values }) => series.map(({ labels }, index) => [labels['collector'], values[index]]))
  return Object.fromEntries(family)
}

describe('a scrape', () => {
  test('has success and duration of every collector, whatever became of it', async () => {
    const families = await createScrape(createRunner([working, failing, obedient]))(0.1)
    expect(successes(families)).toEqual({ working: 1, failing: 0, obedient: 0 })
    const durations = families.find(({ head }) => head.name === exporterSelf.plimsoll_collector_duration_seconds.name)
    expect(durations?.series).toHaveLength(3)
  })

  test('shares the collection of one that runs already', async () => {
    let starts = 0
    const counting: Collector = {
      name: 'counting',
      target: 't',
      collect: async () => {
        starts += 1
        await sleep(20)
      },
    }
    const scrape = createScrape(createRunner([counting]))
    const pages = await Promise.all(Array.from({ length: 20 }, () => scrape(1)))
    expect(starts).toBe(1)
    for (const page of pages) expect(successes(page)).toEqual({ counting: 1 })
    await scrape(1)
    expect(starts).toBe(2)
  })

  test('is answered at its own deadline although it shares a longer collection', async () => {
    const scrape = createScrape(createRunner([obedient, working]))
    const patient = scrape(0.5)
    const start = performance.now()
    const hasty = await scrape(0.1)
    expect((performance.now() - start) / 1000).toBeLessThan(0.3)
    expect(successes(hasty)).toEqual({ obedient: 0, working: 1 })
    await patient
  })
})

describe('the deadline', () => {
  test.each([
    ['10', 9.5],
    ['15.000000', 14.5],
    ['0.8', 0.4],
    ['9999', 120],
    [undefined, 7],
    ['', 7],
    ['soon', 7],
    ['-1', 7],
    ['Infinity', 7],
  ])('of the header %j is %d s', (header, seconds) => {
    expect(deadlineOf(header, 7)).toBe(seconds)
  })
})
