import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { family, gauge } from '../../../definition/catalogue/index.js'
import { limits } from '../../../definition/thresholds/index.js'
import { findings, limitChecks, limitFindings } from '../../../generator/check/index.js'
import { seriesBudget } from '../../../generator/check/series-budget.js'
import { expiredFindings } from '../../../generator/overrides/index.js'
import type { Override } from '../../../generator/overrides/index.js'
import { cases, foreseen, level, slow, underNone, upsideBelow } from './fixtures.js'

const ROOT = join(import.meta.dirname, '../../..')

const expired: Override = {
  limit: 'CpuHigh',
  level: 'P2',
  value: { value: 0.9, unit: 'ratio', text: '90 %' },
  owner: 'operations',
  reason: 'a fixture',
  expires: '2026-01-01',
  where: 'overrides.yaml:1',
}

/** Every name that a finding can carry, and so every page that `plimsoll check` can send a reader to. */
const names = [
  ...Object.keys(limitChecks),
  ...[...seriesBudget([], { exporter: -1 }), ...expiredFindings([expired], '2026-01-02')].map(({ check }) => check),
].toSorted()

describe('a check', () => {
  test('has a limit that it refuses, each of them', () => {
    expect(Object.keys(cases).toSorted()).toEqual(Object.keys(limitChecks).toSorted())
  })

  test.each(Object.entries(cases))(
    '%s refuses what is wrong, says what to do, and lets pass what is just right',
    (check, { wrong, right, says }) => {
      expect(limitFindings([wrong]).filter((found) => found.check === check)).toEqual([
        { check, subject: wrong.name, sentence: expect.stringContaining(says) as string },
      ])
      expect(limitFindings([right])).toEqual([])
    },
  )

  test.each(Object.entries(cases).filter(([check]) => check !== 'same-print'))('%s alone refuses its fixture', (check, { wrong }) => {
    expect(limitFindings([wrong]).map((found) => found.check)).toEqual([check])
  })

  test('two levels that say the same are out of order as well', () => {
    expect(limitFindings(cases['same-print'] ? [cases['same-print'].wrong] : []).map(({ check }) => check)).toEqual([
      'level-order',
      'same-print',
    ])
  })
})

describe('level-order', () => {
  test('refuses two levels of one value, above and below, whatever their for', () => {
    expect(limitFindings(level).map(({ check }) => check)).toEqual(['level-order', 'level-order'])
  })

  test('refuses a lower value below', () => {
    expect(limitFindings([upsideBelow]).map(({ check }) => check)).toEqual(['level-order'])
  })
})

describe('impossible-ratio', () => {
  test('refuses what is below 0 %', () => {
    expect(limitFindings([underNone]).map(({ sentence }) => sentence)).toEqual([
      'P1 below 0 % can never fire: a ratio lies between 0 and 100 %',
    ])
  })

  test('lets pass a forecast over 100 % and a duration over 1', () => {
    expect(limitFindings([foreseen, slow])).toEqual([])
  })
})

describe('series-budget', () => {
  const { shop_shelves: shelves } = family('exporter', {
    shop_shelves: gauge({ help: 'Shelves.', labels: { hall: ['north', 'south'], floor: ['0', '1', '2'] }, source: 'SQL shelves' }),
  })

  test('refuses more series than a scrape may give', () => {
    expect(seriesBudget([shelves], { exporter: 5 })).toEqual([
      { check: 'series-budget', subject: 'exporter', sentence: expect.stringContaining('expects 6 series and may give 5') as string },
    ])
  })

  test('lets pass exactly as many', () => {
    expect(seriesBudget([shelves], { exporter: 6, desk: 0 })).toEqual([])
  })
})

describe('the definition', () => {
  test('passes every check', () => {
    expect(limits.length).toBeGreaterThan(20)
    expect(findings()).toEqual([])
  })
})

describe('docs/checks', () => {
  const pages = readdirSync(join(ROOT, 'docs/checks')).toSorted()

  test('has one page a check, and no other', () => {
    expect(pages).toEqual(names.map((name) => `${name}.md`))
  })

  test.each(pages)('%s says what is refused, why, by an example, and how to mend it, in 10 to 20 lines', (page) => {
    const text = readFileSync(join(ROOT, 'docs/checks', page), 'utf8')
    expect(text.split('\n', 1)[0]).toBe(`# ${page.replace('.md', '')}`)
    for (const part of ['**Refuses**', '**Why**', '**Example**', '**Mend**']) expect(text).toContain(part)
    expect(text).toMatch(/```\w+\n[\s\S]+?\n```/)
    const lines = text.trimEnd().split('\n').length
    expect(lines).toBeGreaterThanOrEqual(10)
    expect(lines).toBeLessThanOrEqual(20)
  })

  test.each(Object.entries(cases))('%s is shown with the sentence that the check says', (check, { wrong, says }) => {
    const found = limitFindings([wrong]).find((each) => each.check === check)
    expect(found?.sentence).toContain(says)
    const [, remedy = ''] = found?.sentence.split(': ') ?? []
    expect(readFileSync(join(ROOT, 'docs/checks', `${check}.md`), 'utf8')).toContain(remedy)
  })
})
