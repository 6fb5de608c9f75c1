import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../../definition/thresholds/index.js'
import type { Limit, Priority } from '../../definition/thresholds/index.js'
import { containerSite } from '../../generator/emit/index.js'
import { freePort, startAlertmanager } from '../../stack/index.js'
import type { MonitorServer } from '../../stack/index.js'
import { alertOn } from './alerts.js'
import type { AlertLabels } from './alerts.js'
import { programSets } from './programs.js'
import { rendered } from './sites.js'

/** Alerts that meet in one place, where no alert of another scenario is. */
interface Scenario {
  readonly name: string
  readonly silenced: AlertLabels
  /** What silences it; without one it must stay active. */
  readonly by?: AlertLabels
  /** Everything that fires. */
  readonly firing: readonly AlertLabels[]
}

const limitNamed = (name: string): Limit => {
  const found = limits.find((limit) => limit.name === name)
  if (!found) throw new Error(`no limit is named ${name}`)
  return found
}

const withLevels = limits.filter(({ levels }) => levels.length > 1)

/** Past the most severe limit: every level fires, and the most severe silences all others on its labels. */
const levelScenarios: readonly Scenario[] = withLevels.flatMap((limit) => {
  const place = `-levels-of-${limit.name}`
  const [most, ...lower] = limit.levels.map(({ priority }) => alertOn(limit, priority, place))
  if (!most) return []
  const firing = [most, ...lower]
  return lower.map((silenced) => ({
    name: `${limit.name} ${most['priority']} silences ${silenced['priority']} on the same labels`,
    silenced,
    by: most,
    firing,
  }))
})

/** The same limit crossed elsewhere, on each label in turn. */
const elsewhereScenarios: readonly Scenario[] = withLevels.flatMap((limit) =>
  limit.labels.map((label) => {
    const place = `-elsewhere-${limit.name}-${label}`
    const [most, ...lower] = limit.levels.map(({ priority }) => alertOn(limit, priority, place))
    const silenced = { ...lower.at(-1), [label]: `another${place}` }
    return {
      name: `${limit.name} ${most?.['priority']} leaves ${silenced['priority']} of another ${label} alone`,
      silenced,
      firing: [...(most ? [most] : []), silenced],
    }
  }),
)

const severity = (priority: Priority): number => -Number(priority.slice(1))

/** A cause silences what follows from it; what is less severe than its echo does not silence it. */
const causeScenarios: readonly Scenario[] = limits.flatMap((limit) =>
  limit.silencedBy.flatMap((name) =>
    limitNamed(name).levels.flatMap((cause) =>
      limit.levels.map(({ priority }) => {
        const place = `-${name}-${cause.priority}-to-${limit.name}-${priority}`
        const [by, silenced] = [alertOn(limitNamed(name), cause.priority, place), alertOn(limit, priority, place)]
        const silences = severity(cause.priority) >= severity(priority)
        return {
          name: `${name} ${cause.priority} ${silences ? 'silences' : 'leaves alone'} ${limit.name} ${priority}`,
          silenced,
          ...(silences && { by }),
          firing: [by, silenced],
        }
      }),
    ),
  ),
)

const scenarios = [...levelScenarios, ...elsewhereScenarios, ...causeScenarios]

interface Held {
  readonly fingerprint: string
  readonly labels: AlertLabels
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] }
}

const keyOf = (labels: AlertLabels): string => JSON.stringify(Object.entries(labels).toSorted())

const post = async (url: string, alerts: readonly AlertLabels[], endsAt?: string): Promise<void> => {
  const answer = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts.map((labels) => ({ labels, ...(endsAt && { endsAt }) }))),
  })
  if (!answer.ok) throw new Error(`Alertmanager refused the alerts: ${answer.status} ${await answer.text()}`)
}

const heldBy = async (url: string): Promise<ReadonlyMap<string, Held>> => {
  const all = (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly Held[]
  return new Map(all.map((held) => [keyOf(held.labels), held]))
}

/** Who an alert is silenced by. */
const silencers = (held: ReadonlyMap<string, Held>, labels: AlertLabels): readonly AlertLabels[] | undefined => {
  const all = [...held.values()]
  return held
    .get(keyOf(labels))
    ?.status.inhibitedBy.map((by) => all.find(({ fingerprint }) => fingerprint === by)?.labels ?? { fingerprint: by })
}

const expectedSilencers = ({ by }: Scenario): readonly AlertLabels[] => (by ? [by] : [])

const agrees = (held: ReadonlyMap<string, Held>, scenario: Scenario): boolean =>
  isDeepStrictEqual(silencers(held, scenario.silenced), expectedSilencers(scenario))

/** The inhibitor hears of an alert a moment after the store does; what is wrong after the bound is wrong. */
const settled = async (url: string, done: (held: ReadonlyMap<string, Held>) => boolean): Promise<ReadonlyMap<string, Held>> => {
  const deadline = Date.now() + 10_000
  for (;;) {
    const held = await heldBy(url)
    if (done(held) || Date.now() > deadline) return held
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Nobody listens on port 1: what Alertmanager would send goes nowhere. */
const deaf = (): string => rendered({ ...containerSite(), addresses: { ...containerSite().addresses, desk: '127.0.0.1:1' } })

describe.each(programSets().map((set) => [set.name, set] as const))('with %s', (_name, { alertmanager }) => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-inhibition-'))
  const site = deaf()
  let server: MonitorServer | undefined
  let url = ''
  let held: ReadonlyMap<string, Held> = new Map()

  beforeAll(async () => {
    server = await startAlertmanager({
      configuration: join(site, 'alertmanager/alertmanager.yml'),
      storage: join(folder, 'data'),
      log: join(folder, 'alertmanager.log'),
      port: await freePort(),
      program: alertmanager,
    })
    url = server.url
    await post(
      url,
      scenarios.flatMap(({ firing }) => firing),
    )
    held = await settled(url, (now) => scenarios.every((scenario) => agrees(now, scenario)))
  })

  afterAll(async () => {
    await server?.running.stop()
    for (const made of [folder, site]) if (existsSync(made)) rmSync(made, { recursive: true })
  })

  test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_scenario, scenario) => {
    expect(silencers(held, scenario.silenced)).toEqual(expectedSilencers(scenario))
    expect(held.get(keyOf(scenario.silenced))?.status.state).toBe(scenario.by ? 'suppressed' : 'active')
  })

  test('nothing silences what is most severe in its place', () => {
    for (const { by, silenced } of scenarios) expect(held.get(keyOf(by ?? silenced))?.status.state).toBe('active')
  })

  test('a lower level is heard again when the most severe one has ended', async () => {
    const [limit] = withLevels
    const [scenario] = levelScenarios
    if (!limit || !scenario?.by) throw new Error('no limit has levels')
    await post(url, [scenario.by], new Date(Date.now() - 1000).toISOString())
    const isActive = (now: ReadonlyMap<string, Held>): boolean => now.get(keyOf(scenario.silenced))?.status.state === 'active'
    expect(isActive(await settled(url, isActive))).toBe(true)
  })
})
