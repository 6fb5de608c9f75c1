/**
 * What a running stack must do, in the order in which it is asked: the same proofs for native programs and containers.
 *
 * @example
 * describe('the native stack', () => {
 *   beforeAll(start)
 *   proveStack(() => running)
 * })
 */
import { expect, test } from 'vitest'
import {
  alertSaysEverything,
  alertsArrive,
  FAULTS,
  healFaults,
  limitOf,
  lowerLevelsAreInhibited,
  resolutionsArrive,
  sparedAlertsThatFire,
  throwFaults,
  unexpectedPages,
} from './stack-proof/faults.js'
import type { Fault } from './stack-proof/faults.js'
import { browserProgram, customerBuys, inboxIsQuietAbout, inboxShows, prometheusShowsAlerts } from './stack-proof/pages.js'
import { everyPanelAnswers, exceptionsOfNothing, panelsAnswer } from './stack-proof/panels.js'
import { inboxOf, until } from './stack-proof/stack.js'
import type { InboxAlert, StackUnderTest } from './stack-proof/stack.js'
import { rulesAreWell, targetsAreUp } from './stack-proof/watching.js'

export type { StackUnderTest } from './stack-proof/stack.js'
export { targetsAreUp } from './stack-proof/watching.js'

const NAMES = FAULTS.map(({ alert }) => alert)
const seconds = (from: number, to: number | undefined): string => `${(((to ?? Number.NaN) - from) / 1000).toFixed(0)} s`

/** Registers the proofs; they run one after the other, and each says what it needs. */
export function proveStack(get: () => StackUnderTest): void {
  proveWatching(get)
  proveFaults(get)
}

function proveWatching(get: () => StackUnderTest): void {
  test('every target is up', () => targetsAreUp(get()))

  test('every rule of the definition is loaded and evaluated without an error', () => rulesAreWell(get()))

  test('every query of every panel answers with data', async () => {
    expect(exceptionsOfNothing()).toEqual([])
    console.log(`${get().kind}: ${await panelsAnswer(get())} queries of panels answered`)
  })

  test.skipIf(browserProgram() === undefined)('a customer sees products and buys one', () => customerBuys(get()))

  test.skipIf(browserProgram() === undefined)('the inbox is empty and says that it is listening', async () => {
    // the first Watchdog comes with the first evaluation
    await until(60, async () => ((await inboxIsQuietAbout(get(), NAMES, 'inbox-empty')) === '' ? 'no headline' : undefined))
  })
}

function proveFaults(get: () => StackUnderTest): void {
  let told: ReadonlyMap<Fault, InboxAlert> = new Map()
  let thrownAt = Number.NaN
  let healedAt = Number.NaN

  test('two faults at once: for each the right alert reaches the inbox and says everything', async () => {
    thrownAt = await throwFaults(get())
    told = await alertsArrive(get())
    for (const [fault, alert] of told) await alertSaysEverything(get(), fault, alert)
  })

  test.skipIf(browserProgram() === undefined)('the inbox shows them in a browser', () => inboxShows(get(), [...told.values()]))

  test("Prometheus' page of alerts answers", () => prometheusShowsAlerts(get(), NAMES))

  test('no alert that a fault spares fires', async () => {
    expect(await sparedAlertsThatFire(get())).toEqual([])
  })

  test('lower levels fire and are inhibited, and the inbox hears nothing of them', async () => {
    // the signal looks back five minutes, so the lower levels still come to fire; the way back has begun meanwhile
    healedAt = await healFaults(get())
    await lowerLevelsAreInhibited(get())
    const inbox = await inboxOf(get())
    const lower = inbox.filter(
      ({ alertname, priority }) => NAMES.includes(alertname) && priority !== limitOf(alertname).levels[0]?.priority,
    )
    expect(lower.map(({ alertname, priority }) => `${alertname} ${priority}`)).toEqual([])
  })

  test('while alerts fire, every query of every panel answers with data, without an exception', () => everyPanelAnswers(get()))

  test('healed, each alert is resolved in the inbox', async () => {
    const ended = await resolutionsArrive(get(), told)
    for (const [fault, alert] of told)
      console.log(
        `${get().kind}: ${fault.name}: ${seconds(thrownAt, Date.parse(alert.receivedAt))} from fault to inbox, ${seconds(healedAt, ended.get(fault))} from healing to resolution`,
      )
  })

  test('nobody was told of anything else', async () => {
    const { ofTheStack, ofTheMachine } = await unexpectedPages(get())
    if (ofTheMachine.length > 0) console.log(`${get().kind}: pages about the machine itself:\n${ofTheMachine.join('\n')}`)
    expect(ofTheStack).toEqual([])
    expect(await sparedAlertsThatFire(get())).toEqual([])
  })

  test.skipIf(browserProgram() === undefined)('the inbox is quiet about them again', async () => {
    let headline = ''
    // a lower level that was the truth for a moment on the way back ends with its group's next notification
    await until(120, async () => {
      headline = await inboxIsQuietAbout(get(), NAMES, 'inbox-resolved')
      return headline === '' ? 'no headline' : undefined
    })
    console.log(`${get().kind}: the inbox says: ${headline}`)
  })
}
