import { html, toMarkup, trusted } from './html.js'
import type { Html } from './html.js'

export interface PageParts {
  readonly title: string
  readonly current?: 'inbox' | 'runbooks' | 'dashboards'
  readonly content: Html
  /** Addresses of style and script, which carry their content's hash. */
  readonly assets: { readonly style: string; readonly script: string }
  /** The page keeps itself fresh. */
  readonly live?: boolean
}

const PLACES = [
  { name: 'inbox', href: '/', text: 'Inbox' },
  { name: 'runbooks', href: '/runbooks', text: 'Runbooks' },
  { name: 'dashboards', href: '/d', text: 'Dashboards' },
] as const

const navigation = (current: PageParts['current']): Html =>
  html`<nav aria-label="Desk">
    ${PLACES.map(({ name, href, text }) => html`<a href="${href}" ${name === current && trusted(' aria-current="page"')}>${text}</a>`)}
  </nav>`

/** A whole page. The script tag stands only where something is refreshed; without script the browser reloads. */
export const page = ({ title, current, content, assets, live = false }: PageParts): string => `<!doctype html>
${toMarkup(
  html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} · Plimsoll</title>
      <link rel="stylesheet" href="${assets.style}" />
      <link rel="icon" href="data:," />
      ${
        live &&
        html`<noscript><meta http-equiv="refresh" content="15" /></noscript>
          <script src="${assets.script}" defer></script>`
      }
    </head>
    <body>
      <header class="top"><a class="brand" href="/">Plimsoll</a>${navigation(current)}</header>
      ${live && html`<p id="news" class="unseen" role="status"></p>`}
      <main>${content}</main>
    </body>
  </html>`,
)}
`
