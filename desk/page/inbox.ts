import { URGENCIES } from '../inbox/alert.js'
import type { InboxAlert, Urgency, WatchdogSight } from '../inbox/alert.js'
import { linksOf } from '../inbox/links.js'
import type { ToolUrls } from '../inbox/links.js'
import { alertCards } from './alike.js'
import { age, firingCard, resolvedLine } from './card.js'
import { html } from './html.js'
import type { Html } from './html.js'

/** After this long without a Watchdog, silence is no good news: seconds. */
export const WATCHDOG_LIMIT = 180

/** Everything the page says, read in one go. */
export interface InboxView {
  /** Most urgent first. */
  readonly firing: readonly InboxAlert[]
  /** How many fire by priority, also beyond those listed. */
  readonly counts: ReadonlyMap<Urgency, number>
  readonly resolved: readonly InboxAlert[]
  readonly watchdog: WatchdogSight
  readonly runbooks: ReadonlySet<string>
  readonly urls: ToolUrls
  /** Milliseconds since 1970. */
  readonly now: number
  /** Milliseconds since 1970; a desk that just started has not had time to hear a Watchdog. */
  readonly startedAt: number
}

const MEANING: Readonly<Record<Urgency, string>> = {
  P0: 'money or the shop is being lost now',
  P1: 'customers notice',
  P2: 'capacity or quality is slipping',
  P3: 'write a ticket',
  none: 'the rule states none',
}

const band = (kind: 'broken' | 'waiting', headline: string, rest: Html): Html =>
  html`<div class="band ${kind}" role="${kind === 'broken' ? 'alert' : 'status'}"><strong>${headline}</strong> ${rest}</div>`

const alertmanagerLink = ({ alertmanagerUrl }: ToolUrls): Html | false =>
  alertmanagerUrl !== undefined && html` <a href="${alertmanagerUrl}" rel="noreferrer">Alertmanager</a>`

const watchdogBand = ({ watchdog, now, startedAt, urls }: InboxView): Html | false => {
  const { ageSeconds, lastSeenAt } = watchdog
  if (ageSeconds !== undefined && ageSeconds <= WATCHDOG_LIMIT) return false
  if (ageSeconds === undefined && (now - startedAt) / 1000 <= WATCHDOG_LIMIT)
    return band('waiting', 'Waiting for the first Watchdog.', html`Until it comes, nobody knows whether alerts arrive here.`)
  const seen = lastSeenAt === undefined ? html`was never seen` : html`was last seen ${age(lastSeenAt, now)} ago`
  return band(
    'broken',
    'Alerts may not arrive.',
    html`The Watchdog, which Prometheus sends all the time, ${seen}. Look at Prometheus and ${alertmanagerLink(urls) || 'Alertmanager'}
    themselves.`,
  )
}

const total = (counts: ReadonlyMap<Urgency, number>): number => [...counts.values()].reduce((sum, count) => sum + count, 0)

/** @example headline(new Map([['P0', 1], ['P2', 3]])) // '4 firing: 1 P0, 3 P2' */
export const headline = (counts: ReadonlyMap<Urgency, number>): string => {
  if (total(counts) === 0) return 'Nothing is firing'
  const parts = URGENCIES.filter((urgency) => (counts.get(urgency) ?? 0) > 0).map(
    (urgency) => `${counts.get(urgency)} ${urgency === 'none' ? 'without priority' : urgency}`,
  )
  return `${total(counts)} firing: ${parts.join(', ')}`
}

const section = (urgency: Urgency, view: InboxView): Html | false => {
  const alerts = view.firing.filter((alert) => alert.urgency === urgency)
  const count = view.counts.get(urgency) ?? 0
  const heading = urgency === 'none' ? 'No priority' : urgency
  return (
    count > 0 &&
    html`<section class="priority ${urgency}" aria-labelledby="heading-${urgency}">
      <h2 id="heading-${urgency}">${heading} <small>${MEANING[urgency]}</small></h2>
      ${alertCards(alerts, (alert) => firingCard(alert, linksOf(alert, view.urls, view.runbooks), view.now))}
      ${count > alerts.length && html`<p class="more">${count - alerts.length} more: <a href="/api/alerts?status=firing&amp;priority=${urgency}&amp;limit=1000">as JSON</a>.</p>`}
    </section>`
  )
}

const resolvedSection = (view: InboxView): Html | false =>
  view.resolved.length > 0 &&
  html`<section aria-labelledby="heading-resolved">
    <h2 id="heading-resolved">Resolved <small>the last ${view.resolved.length}</small></h2>
    <ul class="resolved">
      ${view.resolved.map((alert) => resolvedLine(alert, linksOf(alert, view.urls, view.runbooks), view.now))}
    </ul>
  </section>`

/** What the page says first. Silence is only good news while the Watchdog comes. */
const heading = (view: InboxView, trusted: boolean): Html => {
  const quiet = total(view.counts) === 0
  if (trusted && view.watchdog.lastSeenAt !== undefined) {
    const seen = html`<span class="watchdog">Watchdog last seen ${age(view.watchdog.lastSeenAt, view.now)} ago.</span>`
    return html`<h1 class="headline${quiet ? ' quiet' : ''}">${headline(view.counts)}. ${seen}</h1>`
  }
  return html`<h1 class="headline">${headline(view.counts)}${quiet && ', as far as this inbox was told'}.</h1>`
}

/** A part of the page with the title that goes with it. */
export interface Fragment {
  readonly title: string
  readonly content: Html
}

/** The part of the page that the script replaces; `data-now` lets it count ages by the server's clock. */
export const inboxFragment = (view: InboxView): Fragment => {
  const title = headline(view.counts)
  const warning = watchdogBand(view)
  const content = html`<div id="inbox" data-now="${view.now}" data-title="${title}">
    ${warning} ${heading(view, warning === false)} ${URGENCIES.map((urgency) => section(urgency, view))} ${resolvedSection(view)}
  </div>`
  return { title, content }
}

/** The same place on the page when the database does not answer: no list is better than an old one that looks new. */
export const unavailableFragment = (urls: ToolUrls, now: number): Fragment => ({
  title: 'Inbox unavailable',
  content: html`<div id="inbox" data-now="${now}" data-title="Inbox unavailable">
    ${band(
      'broken',
      'The inbox cannot reach its database.',
      html`What is firing cannot be shown here. Alertmanager keeps its notifications and tries again; look there meanwhile:
      ${alertmanagerLink(urls) || 'it has its own page'}. This page tries again by itself.`,
    )}
  </div>`,
})
