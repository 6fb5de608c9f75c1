import { html } from './html.js'
import type { Html } from './html.js'

export const runbookList = (names: readonly string[]): Html =>
  html`<h1>Runbooks</h1>
    ${
      names.length === 0
        ? html`<p class="dim">None here. <code>plimsoll generate</code> writes one for each alert into docs/runbooks.</p>`
        : html`<ul class="list">
            ${names.map((name) => html`<li><a href="/runbooks/${encodeURIComponent(name)}">${name}</a></li>`)}
          </ul>`
    }`
