import type { InboxAlert } from '../inbox/alert.js'
import type { AlertLinks } from '../inbox/links.js'
import { formatAge, formatClock, secondsBetween } from './format.js'
import { html } from './html.js'
import type { Html } from './html.js'

/** Labels that the card says in its own words, or that say nothing to a reader. */
const SAID: ReadonlySet<string> = new Set(['alertname', 'priority', 'severity', 'service', 'route'])

/** An age that the script keeps counting; without script it is right when the page was made. */
export const age = (iso: string, now: number): Html =>
  html`<time datetime="${iso}" title="${formatClock(iso)}" data-age>${formatAge(secondsBetween(iso, now))}</time>`

const clock = (iso: string): Html => html`<time datetime="${iso}" data-clock>${formatClock(iso)}</time>`

const link = (href: string | undefined, text: string, alertname: string): Html | false =>
  href !== undefined && html`<a href="${href}" rel="noreferrer">${text}<span class="unseen"> for ${alertname}</span></a>`

const links = (alert: InboxAlert, to: AlertLinks): Html =>
  html`<p class="links">
    ${link(to.runbook, 'Runbook', alert.alertname)} ${link(to.dashboard, 'Dashboard', alert.alertname)}
    ${link(to.graph, 'Graph', alert.alertname)} ${link(to.silence, 'Silence', alert.alertname)}
  </p>`

const place = ({ labels }: InboxAlert): string =>
  [labels['service'], labels['route']].filter((part) => part !== undefined && part !== '').join(' · ')

const details = (alert: InboxAlert): Html => {
  const rest = Object.entries(alert.labels).filter(([name]) => !SAID.has(name))
  return html`<details id="details-${alert.id}">
    <summary>Labels</summary>
    <dl>
      ${rest.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
      <div>
        <dt>told</dt>
        <dd>${alert.notifications} ${alert.notifications === 1 ? 'time' : 'times'}, last ${clock(alert.updatedAt)}</dd>
      </div>
      <div>
        <dt>record</dt>
        <dd><a href="/api/alerts/${alert.id}">/api/alerts/${alert.id}</a></dd>
      </div>
    </dl>
  </details>`
}

const badge = ({ urgency }: InboxAlert): Html => html`<span class="badge">${urgency === 'none' ? 'no priority' : urgency}</span>`

const words = (alert: InboxAlert): readonly (Html | false)[] => {
  const { summary, description } = alert.annotations
  return [
    summary !== undefined && html`<p class="summary">${summary}</p>`,
    description !== undefined && description !== summary && html`<p class="number">${description}</p>`,
  ]
}

/** The generated route to the inbox repeats what fires every hour. What was not repeated for this long, in seconds, may be
 *  silenced or inhibited in Alertmanager, which then says nothing more of it, not even that it is over. */
const CONFIRMED_WITHIN = 5400

const doubt = (alert: InboxAlert, now: number): Html | false =>
  secondsBetween(alert.updatedAt, now) > CONFIRMED_WITHIN &&
  html`<p class="doubt">Alertmanager has not repeated this for ${age(alert.updatedAt, now)}: it may be over, silenced or inhibited.</p>`

/** One firing alert: what, where, since when, the number against its limit, and where to go next. */
export const firingCard = (alert: InboxAlert, to: AlertLinks, now: number): Html =>
  html` <article class="alert ${alert.urgency}" id="alert-${alert.id}" aria-labelledby="name-${alert.id}">
    <header>
      ${badge(alert)}
      <h3 id="name-${alert.id}">${alert.alertname}</h3>
      <p class="place">${place(alert)}</p>
      <p class="since">for ${age(alert.startsAt, now)}, since ${clock(alert.startsAt)}</p>
    </header>
    ${words(alert)} ${doubt(alert, now)} ${links(alert, to)} ${details(alert)}
  </article>`

const duration = ({ startsAt, endsAt }: InboxAlert): string =>
  endsAt === undefined ? '' : `after ${formatAge(secondsBetween(startsAt, Date.parse(endsAt)))}`

/** One line for an alert that is over. */
export const resolvedLine = (alert: InboxAlert, to: AlertLinks, now: number): Html =>
  html` <li class="${alert.urgency}">
    ${badge(alert)} <strong>${alert.alertname}</strong> <span class="place">${place(alert)}</span>
    <span class="since">ended ${age(alert.endsAt ?? alert.updatedAt, now)} ago, ${duration(alert)}</span>
    ${link(to.runbook, 'Runbook', alert.alertname)} ${link(to.graph, 'Graph', alert.alertname)}
  </li>`
