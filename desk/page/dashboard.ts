import type { Dashboard, Panel, PanelQuery } from '../documents/dashboard.js'
import { plainQuery } from '../documents/query.js'
import { queryLink } from '../inbox/links.js'
import { html } from './html.js'
import type { Html } from './html.js'

interface Reading {
  readonly prometheusUrl: string | undefined
  /** Values of variables that the address carries. */
  readonly chosen: ReadonlyMap<string, string>
  /** Id of the panel that the address asks for, 0 for none. */
  readonly asked: number
}

const query = ({ expression, legend }: PanelQuery, { variables }: Dashboard, { prometheusUrl, chosen }: Reading): Html => {
  const plain = plainQuery(expression, variables, chosen)
  const link = queryLink(plain, prometheusUrl)
  return html`<pre><code>${plain}</code></pre>
    <p class="links">
      ${link !== undefined && html`<a href="${link}" rel="noreferrer">Graph in Prometheus</a>`}${legend !== undefined && html`<span class="dim">drawn as ${legend}</span>`}
    </p>`
}

const panel = (shown: Panel, dashboard: Dashboard, reading: Reading): Html =>
  html` <article class="panel${shown.id === reading.asked ? ' asked' : ''}" id="panel-${shown.id}">
    <h3>${shown.title}</h3>
    ${shown.description !== undefined && html`<p>${shown.description}</p>`} ${shown.queries.map((each) => query(each, dashboard, reading))}
    ${shown.queries.length === 0 && html`<p class="dim">This panel asks Prometheus nothing.</p>`}
  </article>`

const rowHeading = (panels: readonly Panel[], index: number): Html | false => {
  const row = panels[index]?.row
  return row !== undefined && row !== panels[index - 1]?.row && html`<h2>${row}</h2>`
}

/** A dashboard without Grafana: each panel in words, with its query and the way to its graph. */
export const dashboardContent = (dashboard: Dashboard, reading: Reading): Html =>
  html`<h1>${dashboard.title}</h1>
    ${dashboard.description !== undefined && html`<p>${dashboard.description}</p>`}
    <p class="dim">No Grafana runs here; these are the dashboard's panels with their queries.</p>
    ${dashboard.panels.map((each, index) => [rowHeading(dashboard.panels, index), panel(each, dashboard, reading)])}`

export const dashboardList = (dashboards: readonly Dashboard[]): Html =>
  html`<h1>Dashboards</h1>
    ${
      dashboards.length === 0
        ? html`<p class="dim">None here. <code>plimsoll generate</code> writes them into grafana/dashboards.</p>`
        : html`<ul class="list">
            ${dashboards.map(
              ({ uid, title, description }) =>
                html`<li>
                  <a href="/d/${encodeURIComponent(uid)}">${title}</a
                  >${description !== undefined && html` <span class="dim">${description}</span>`}
                </li>`,
            )}
          </ul>`
    }`
