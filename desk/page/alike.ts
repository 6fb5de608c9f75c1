/** Alerts of one name in one service: thirty cards that say the same hide the one that says something else. */
import type { InboxAlert } from '../inbox/alert.js'
import { html } from './html.js'
import type { Html } from './html.js'

/** So many stand beside each other; of more, all but the first fold away. */
const SHOWN = 3
/** Routes that a fold names. */
const NAMED = 4

/** The alerts group by group, each where its first one stands. */
const alikeOnes = (alerts: readonly InboxAlert[]): readonly (readonly InboxAlert[])[] => {
  const groups = new Map<string, InboxAlert[]>()
  for (const alert of alerts) {
    const key = JSON.stringify([alert.alertname, alert.service])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [alert])
    else group.push(alert)
  }
  return [...groups.values()]
}

/** @example routesOf([…]) // ': /api/orders, /api/basket and 3 more' */
const routesOf = (alerts: readonly InboxAlert[]): string => {
  const routes = alerts.flatMap(({ labels }) => labels['route'] || [])
  if (routes.length === 0) return ''
  const unnamed = routes.length - NAMED
  return `: ${routes.slice(0, NAMED).join(', ')}${unnamed > 0 ? ` and ${unnamed} more` : ''}`
}

/** The cards of a group. The fold is called by its oldest alert, which stays when others come, so that it stays open. */
const groupCards = (group: readonly InboxAlert[], card: (alert: InboxAlert) => Html): Html => {
  const [first, ...others] = group
  if (first === undefined || group.length <= SHOWN) return html`${group.map(card)}`
  const oldest = Math.min(...group.map(({ id }) => id))
  return html`${card(first)}
    <details class="alike" id="alike-${oldest}">
      <summary>${others.length} more ${first.alertname}${routesOf(others)}</summary>
      ${others.map(card)}
    </details>`
}

/** Every alert's card, those that are alike beside each other. */
export const alertCards = (alerts: readonly InboxAlert[], card: (alert: InboxAlert) => Html): readonly Html[] =>
  alikeOnes(alerts).map((group) => groupCards(group, card))
