/** Both fault switches thrown at once: who is told, who is spared, what is inhibited, and that it ends. */
import { expect } from 'vitest'
import { dashboards } from '../../../definition/dashboards/index.js'
import { SEVERITIES, limits } from '../../../definition/thresholds/index.js'
import type { Level, Limit } from '../../../definition/thresholds/index.js'
import { faultSwitches } from '../../../shop/index.js'
import { alertmanagerAlerts, ask, inboxOf, nameOf, prometheusAlerts, until } from './stack.js'
import type { InboxAlert, Labels, StackUnderTest } from './stack.js'

/** Two that neither hide nor cause each other, so that they can be thrown at once; `plimsoll drill` throws the others. */
const THROWN = ['errors', 'declined-payments'] as const

/** A fault of this proof, with the most severe alert that it must give. */
export interface Fault {
  readonly name: (typeof THROWN)[number]
  readonly alert: string
  /** Labels that say where. */
  readonly place: Labels
}

const switches = faultSwitches.filter(({ name }) => THROWN.some((thrown) => thrown === name))

export const FAULTS: readonly Fault[] = THROWN.flatMap((name) =>
  switches
    .filter((fault) => fault.name === name)
    .map(({ fires, route }) => ({ name, alert: fires[0], place: { service: 'shop', ...(route === undefined ? {} : { route }) } })),
)

/** A page about the machine that runs the test is no fault of the stack. */
const ABOUT_THE_MACHINE = /^(CpuHigh|MemoryHigh|Disk\w+)$/

const hasLabels = (labels: Labels, wanted: Labels): boolean => Object.entries(wanted).every(([name, value]) => labels[name] === value)

const requested = ({ faultsToken }: StackUnderTest, method: string): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', ...(faultsToken === undefined ? {} : { 'x-faults-token': faultsToken }) },
})

/** Throws every switch. @returns when, in milliseconds since 1970 */
export async function throwFaults(stack: StackUnderTest): Promise<number> {
  const at = Date.now()
  for (const { name } of FAULTS) {
    const request = { ...requested(stack, 'POST'), body: JSON.stringify({ seconds: 900 }) }
    expect(await ask(`${stack.urls.shop}/api/faults/${name}`, request)).toMatchObject({ fault: { name } })
  }
  return at
}

export async function healFaults(stack: StackUnderTest): Promise<number> {
  const at = Date.now()
  for (const { name } of FAULTS)
    expect(await ask(`${stack.urls.shop}/api/faults/${name}`, requested(stack, 'DELETE'))).toEqual({ healed: true })
  return at
}

export const limitOf = (name: string): Limit => {
  const limit = limits.find((each) => each.name === name)
  if (!limit) throw new Error(`the definition has no limit ${name}`)
  return limit
}

const worstOf = ({ name, levels }: Limit): Level => {
  const [worst] = levels
  if (!worst) throw new Error(`${name} has no level`)
  return worst
}

const isAbout = ({ alert, place }: Fault, labels: Labels): boolean => labels['alertname'] === alert && hasLabels(labels, place)

const worstFor = (fault: Fault, inbox: readonly InboxAlert[]): InboxAlert | undefined =>
  inbox.find(({ labels, priority }) => isAbout(fault, labels) && priority === worstOf(limitOf(fault.alert)).priority)

/** Waits for the most severe alert of every fault. */
export async function alertsArrive(stack: StackUnderTest): Promise<ReadonlyMap<Fault, InboxAlert>> {
  const told = new Map<Fault, InboxAlert>()
  await until(300, async () => {
    const inbox = await inboxOf(stack)
    for (const fault of FAULTS) {
      const alert = worstFor(fault, inbox)
      if (alert?.status === 'firing') told.set(fault, alert)
    }
    const waiting = FAULTS.filter((fault) => !told.has(fault))
    return waiting.length === 0 ? undefined : `the inbox has no alert of ${waiting.map(({ alert }) => alert).join(', ')}`
  })
  return told
}

/** The number, in per cent, and the limit's own words, in the description. */
function saysNumberAndLimit({ description = '' }: Labels, level: Level): void {
  const [condition] = level.conditions
  if (!condition) throw new Error('the level compares nothing')
  const { comparison, value } = condition
  const words = `, ${comparison === 'above' ? 'over' : 'under'} the ${level.priority} limit of ${value.text} for ${level.for}. `
  const [number, means] = description.split(words)
  expect(means, description).toBeDefined()
  expect(number).toMatch(/^\d+(\.\d+)?%$/)
  const measured = Number.parseFloat(number ?? '') / 100
  expect(measured, description).toSatisfy((ratio: number) => (comparison === 'above' ? ratio > value.value : ratio < value.value))
  expect(means?.length).toBeGreaterThan(10)
}

/** What a person who is woken reads is there, and each address in it leads somewhere. */
export async function alertSaysEverything(
  stack: StackUnderTest,
  fault: Fault,
  { labels, annotations, service, generatorUrl }: InboxAlert,
): Promise<void> {
  const limit = limitOf(fault.alert)
  const worst = worstOf(limit)
  expect(labels).toMatchObject({
    alertname: limit.name,
    priority: worst.priority,
    severity: SEVERITIES[worst.priority],
    owner: limit.owner,
    ...fault.place,
  })
  expect(service).toBe(fault.place['service'])
  for (const place of Object.values(fault.place)) expect(annotations['summary']).toContain(place)
  saysNumberAndLimit(annotations, worst)
  expect([generatorUrl, (await fetch(generatorUrl)).status]).toEqual([generatorUrl, 200])
  await runbookAnswers(stack, limit, annotations['runbook_url'] ?? '')
  await dashboardAnswers(stack, limit, annotations['dashboard_url'] ?? '')
}

async function runbookAnswers(stack: StackUnderTest, { name, check }: Limit, address: string): Promise<void> {
  const answer = await fetch(stack.reached(address))
  expect([address, answer.status]).toEqual([address, 200])
  const page = await answer.text()
  expect(page).toContain(name)
  expect(page).toContain((check[0] ?? '').split(/[?:.'&]/)[0])
}

async function dashboardAnswers(stack: StackUnderTest, { name }: Limit, address: string): Promise<void> {
  expect(address).toMatch(/\/d\/[\w-]+\?viewPanel=\d+&var-service=shop$/)
  const home = dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels)).find((panel) => panel.home?.name === name)
  const answer = await fetch(stack.reached(address), { redirect: stack.dashboards === 'redirect' ? 'manual' : 'follow' })
  expect([address, answer.status]).toEqual([address, stack.dashboards === 'redirect' ? 302 : 200])
  if (stack.dashboards === 'desk') expect(await answer.text()).toContain(home?.title)
  // the desk leads on only to dashboards that it has found among the generated ones
  if (stack.dashboards === 'redirect') expect(answer.headers.get('location')).toContain(new URL(address).search)
}

/** Lower levels of the same limit fire too, and Alertmanager keeps them to itself. */
export const lowerLevelsAreInhibited = (stack: StackUnderTest): Promise<void> =>
  until(420, async () => {
    const [firing, held] = [await prometheusAlerts(stack), await alertmanagerAlerts(stack)]
    for (const fault of FAULTS) {
      const limit = limitOf(fault.alert)
      for (const { priority } of limit.levels.slice(1)) {
        const labels = { alertname: limit.name, priority, ...fault.place }
        const fires = firing.find((alert) => hasLabels(alert.labels, labels))
        if (fires?.state !== 'firing') return `${nameOf(labels)} does not fire: ${fires?.state ?? 'not there'}`
        const kept = held.find((alert) => hasLabels(alert.labels, labels))
        if (kept?.status.state !== 'suppressed' || kept.status.inhibitedBy.length === 0)
          return `${nameOf(labels)} is ${kept?.status.state ?? 'unknown to Alertmanager'}, not inhibited`
      }
    }
    return undefined
  })

interface InboxRecord {
  readonly notifications: number
  readonly history: readonly { readonly at: string; readonly status: string }[]
}

/**
 * Waits until Alertmanager has told the inbox of the end of every fault's alert: each was told of twice, its beginning and
 * its end. The desk, which asks Alertmanager too, may have closed it some seconds before.
 * @returns when it was closed, by fault, in milliseconds since 1970
 */
export async function resolutionsArrive(stack: StackUnderTest, told: ReadonlyMap<Fault, InboxAlert>): Promise<ReadonlyMap<Fault, number>> {
  const ended = new Map<Fault, number>()
  await until(480, async () => {
    for (const [fault, { id }] of told) {
      const { notifications, history } = await ask<InboxRecord>(`${stack.urls.desk}/api/alerts/${id}`)
      const end = history.find(({ status }) => status === 'resolved')
      if (end && notifications >= 2) ended.set(fault, Date.parse(end.at))
    }
    const waiting = FAULTS.filter((fault) => !ended.has(fault))
    return waiting.length === 0 ? undefined : `not resolved: ${waiting.map(({ alert }) => alert).join(', ')}`
  })
  return ended
}

/** While the shop heals, its error ratio passes the lower levels: then P0 has ended and P1 is the truth. */
const isOnTheWayDown = (alert: InboxAlert, inbox: readonly InboxAlert[]): boolean =>
  FAULTS.some((fault) => {
    const worst = worstFor(fault, inbox)
    return isAbout(fault, alert.labels) && Boolean(worst?.endsAt) && Date.parse(worst?.endsAt ?? '') <= Date.parse(alert.receivedAt)
  })

/** What the inbox was told beyond the faults' own alerts. */
export async function unexpectedPages(
  stack: StackUnderTest,
): Promise<{ readonly ofTheStack: readonly string[]; readonly ofTheMachine: readonly string[] }> {
  const inbox = await inboxOf(stack)
  const expected = new Set(FAULTS.map((fault) => worstFor(fault, inbox)?.id))
  const others = inbox.filter((alert) => !expected.has(alert.id) && !isOnTheWayDown(alert, inbox))
  const told = (isWanted: boolean): readonly string[] =>
    others
      .filter(({ alertname }) => ABOUT_THE_MACHINE.test(alertname) === isWanted)
      .map(({ labels, receivedAt, annotations }) => `${receivedAt} ${nameOf(labels)}: ${annotations['description'] ?? ''}`)
  return { ofTheStack: told(false), ofTheMachine: told(true) }
}

/** What the faults promise to leave silent is silent, in Prometheus itself. */
export async function sparedAlertsThatFire(stack: StackUnderTest): Promise<readonly string[]> {
  const fired = new Set(switches.flatMap(({ fires }) => fires))
  const spared = new Set(switches.flatMap(({ spares }) => spares).filter((name) => !fired.has(name)))
  const firing = (await prometheusAlerts(stack)).filter(({ state }) => state === 'firing')
  const elsewhere = firing.filter(({ labels }) => fired.has(labels['alertname'] ?? '') && !FAULTS.some((fault) => isAbout(fault, labels)))
  return [...firing.filter(({ labels }) => spared.has(labels['alertname'] ?? '')), ...elsewhere].map(({ labels }) => nameOf(labels))
}
