/** What a site's overrides.yaml does to the documents, by the command that people use and by Prometheus's own tests. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { mustPass, programSets, run } from './programs.js'

const PLIMSOLL = join(import.meta.dirname, '../../dist/cli/main.js')
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const plimsoll = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PLIMSOLL, ...args], { encoding: 'utf8', env: { ...process.env, ...env } })
  return { status, stdout, stderr }
}

const siteWith = (overrides: readonly object[]): string => {
  const site = mkdtempSync(join(tmpdir(), 'plimsoll-overrides-'))
  folders.push(site)
  writeFileSync(join(site, 'overrides.yaml'), stringify(overrides))
  return site
}

const generated = (overrides: readonly object[], ...options: readonly string[]): string => {
  const site = siteWith(overrides)
  expect(plimsoll(['generate', '--into', site, ...options])).toMatchObject({ status: 0, stderr: '' })
  return site
}

const because = { owner: 'platform', reason: 'this shop is another', expires: '2999-12-31' }
const general = { limit: 'HttpErrorRatioHigh', level: 'P1', value: '1.5 %', ...because }
const seconds = { limit: 'HttpLatencyHigh', level: 'P1', value: '700 ms', ...because }
const bytesOf = (site: string, path: string): string => readFileSync(join(site, path), 'utf8')

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
}

const rulesIn = (site: string, subject: string): readonly Rule[] =>
  (
    parse(bytesOf(site, `prometheus/rules/${subject}.yml`)) as { readonly groups: readonly { readonly rules: readonly Rule[] }[] }
  ).groups.flatMap(({ rules }) => rules)

const thresholdsOf = (site: string, limit: string, level: string): readonly Rule[] =>
  rulesIn(site, 'limits').filter(({ labels }) => labels['alertname'] === limit && labels['priority'] === level)

interface Panel {
  readonly title: string
  readonly panels?: readonly Panel[]
  readonly fieldConfig?: { readonly defaults: { readonly thresholds: { readonly steps: readonly { readonly value: number | null }[] } } }
}

const linesOf = (site: string, title: string): readonly (number | null)[] | undefined => {
  const { panels } = JSON.parse(bytesOf(site, 'grafana/dashboards/operations/operations.json')) as { readonly panels: readonly Panel[] }
  const panel = panels.flatMap((each) => [each, ...(each.panels ?? [])]).find((each) => each.title === title)
  return panel?.fieldConfig?.defaults.thresholds.steps.map(({ value }) => value)
}

describe('an override for every series', () => {
  const site = generated([general, seconds])

  test('stands in the rule, the series of the limit, the panels and the runbook', () => {
    const [, p1] = rulesIn(site, 'http').filter(({ alert }) => alert === 'HttpErrorRatioHigh')
    expect(p1?.expr).toContain('> 0.015 and')
    expect(thresholdsOf(site, 'HttpErrorRatioHigh', 'P1')).toMatchObject([{ expr: 'vector(0.015)' }])
    for (const title of ['HTTP error ratio', 'Failed requests', 'Failed requests by service'])
      expect(linesOf(site, title)).toEqual([null, 0.015, 0.02])
    expect(linesOf(site, 'Time of 95 % of requests')).toEqual([null, 0.7])
    const runbook = bytesOf(site, 'docs/runbooks/HttpErrorRatioHigh.md')
    expect(runbook).toContain('| P1 | warning | above 1.5 % | 5m |')
    expect(runbook).toContain('P1: 1.5 % instead of 1 %, by platform until 2999-12-31: this shop is another')
    expect(bytesOf(site, 'prometheus/thresholds.json')).toContain('"text": "1.5 %"')
  })

  test('changes no other limit', () => {
    const plain = generated([])
    for (const path of ['prometheus/rules/database.yml', 'prometheus/tests/CpuHigh.levels.yml', 'alertmanager/alertmanager.yml'])
      expect(bytesOf(site, path)).toBe(bytesOf(plain, path))
  })

  test('is no difference to what was generated with it', () => {
    expect(plimsoll(['generate', '--check', '--into', site])).toMatchObject({ status: 0 })
  })
})

describe('an override of an environment', () => {
  const overrides = [{ ...general, environment: 'staging' }]
  const value = (site: string) => thresholdsOf(site, 'HttpErrorRatioHigh', 'P1').map(({ expr }) => expr)

  test('holds where it is named, as an option or as a variable, and nowhere else', () => {
    expect(value(generated(overrides))).toEqual(['vector(0.01)'])
    expect(value(generated(overrides, '--environment', 'staging'))).toEqual(['vector(0.015)'])
    const site = siteWith(overrides)
    expect(plimsoll(['generate', '--into', site], { PLIMSOLL_ENVIRONMENT: 'staging' })).toMatchObject({ status: 0 })
    expect(value(site)).toEqual(['vector(0.015)'])
  })

  test('that is named wrongly is told', () => {
    const { status, stderr } = plimsoll(['generate', '--into', siteWith(overrides), '--environment', 'stagin'])
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'plimsoll: warning: no override names the environment stagin, only staging: what holds everywhere is taken\n',
    })
  })
})

test('a mistake is one sentence, and nothing is written', () => {
  const site = siteWith([{ ...general, value: '3 %' }])
  const { status, stderr, stdout } = plimsoll(['generate', '--into', site])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^plimsoll: .*overrides\.yaml:3: with the value 3 %, HttpErrorRatioHigh is wrong: .*\.\n$/)
  expect(() => bytesOf(site, 'prometheus/prometheus.yml')).toThrow('ENOENT')
  expect(plimsoll(['check', '--site', site])).toMatchObject({ status: 2 })
})

test('an override past its day still holds, and check finds it', () => {
  const site = siteWith([{ ...general, expires: '2020-01-31' }])
  const { status, stderr } = plimsoll(['generate', '--into', site])
  expect(status).toBe(0)
  expect(stderr).toMatch(/^plimsoll: warning: HttpErrorRatioHigh: .*overrides\.yaml:3: the override of P1 to 1\.5 % expired on 2020-01-31/)
  expect(thresholdsOf(site, 'HttpErrorRatioHigh', 'P1')).toMatchObject([{ expr: 'vector(0.015)' }])
  const checked = plimsoll(['check', '--json', '--site', site])
  expect(checked.status).toBe(1)
  expect(JSON.parse(checked.stdout)).toMatchObject([{ check: 'expired-override', subject: 'HttpErrorRatioHigh' }])
  expect(plimsoll(['check', '--site', siteWith([general])])).toMatchObject({ status: 0 })
})

/** A label value that every format on the way would like to read as its own. */
const NASTY = '/api/"export"\\d+{{ $x }}|{{`é'

const PLACED = [
  { ...general, value: '0.4 %', labels: { route: NASTY } },
  { ...general, value: '4 %', labels: { route: '/api/products', service: 'shop' } },
  { ...general, level: 'P0', value: '5 %', labels: { route: '/api/products' } },
  { ...seconds, value: '900 ms', labels: { route: '/api/products' } },
  { limit: 'CacheHitRatioLow', level: 'P3', value: '75 %', labels: { cache: 'products' }, ...because },
  { limit: 'DiskUsageHigh', level: 'P2', value: '95 %', labels: { mountpoint: '/backup' }, ...because },
]

const everywhere = generated([general, seconds])
const placed = generated(PLACED)

const SITES = [
  ['for every series', everywhere, 'HttpErrorRatioHigh', '> 0.015 and', '> 0.01 and'],
  ['for every series, in seconds', everywhere, 'HttpLatencyHigh', '> 0.7 and', '> 0.5 and'],
  ['for some series', placed, 'HttpErrorRatioHigh', '> 0.004 and', '> 0.01 and'],
  ['for other series of them', placed, 'HttpErrorRatioHigh', '> 0.04 and', '> 0.01 and'],
  ['for some series, more severe', placed, 'HttpErrorRatioHigh', '> 0.05 and', '> 0.02 and'],
  ['for some series, by the others', placed, 'HttpErrorRatioHigh', '> 0.01 unless', '> 0.04 unless'],
  ['for some series, in seconds', placed, 'HttpLatencyHigh', '> 0.9 and', '> 0.5 and'],
] as const

const ofLimit = (limit: string): readonly string[] => ['levels', 'signal'].map((kind) => `prometheus/tests/${limit}.${kind}.yml`)

describe.each(programSets().map((set) => [set.name, set] as const))('with %s', (_name, { promtool }) => {
  test.each(SITES)('the tests of an override %s pass, and fail when its value is put back', async (_what, site, limit, now, before) => {
    await mustPass(promtool, ['test', 'rules', ...ofLimit(limit)], site)
    const file = join(site, 'prometheus/rules/http.yml')
    const text = readFileSync(file, 'utf8')
    expect(text).toContain(now)
    try {
      writeFileSync(file, text.replaceAll(now, before))
      const back = await Promise.all(ofLimit(limit).map((path) => run(promtool, ['test', 'rules', path], site)))
      expect(back.map(({ code }) => code)).toEqual([1, 1])
    } finally {
      writeFileSync(file, text)
    }
  })

  test('rules with values for some series are taken without a warning, and the tests of every such limit pass', async () => {
    const rules = ['http', 'cache', 'system', 'limits'].map((subject) => `prometheus/rules/${subject}.yml`)
    await mustPass(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', ...rules], placed)
    await mustPass(promtool, ['test', 'rules', ...['CacheHitRatioLow', 'DiskUsageHigh'].flatMap(ofLimit)], placed)
  })
})

test('series with a value of their own are held to it alone', () => {
  expect(thresholdsOf(placed, 'HttpErrorRatioHigh', 'P1').map(({ expr, labels }) => [expr, labels['route']])).toEqual([
    ['vector(0.01)', undefined],
    ['vector(0.004)', NASTY],
    ['vector(0.04)', '/api/products'],
  ])
  expect(linesOf(placed, 'HTTP error ratio')).toEqual([null, 0.01, 0.02])
  expect(bytesOf(placed, 'docs/runbooks/DiskUsageHigh.md')).toContain('| above 95 % where mountpoint is /backup |')
})
