import type { Router } from '@koa/router'
import type { Exporter } from '../exporter.js'
import type { CollectorState } from '../states.js'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #d0d7de }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
.working { color: #116329 } .failing { color: #a40e26; font-weight: 600 } .waiting { color: #57606a }
a { color: #0550ae }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117 } th, td { border-color: #30363d } a { color: #79c0ff }
  .working { color: #56d364 } .failing { color: #ff7b72 } .waiting { color: #8b949e }
}`

const LINKS = [
  ['/metrics', 'what Prometheus reads'],
  ['/probe', 'one probe of a target: /probe?target=NAME'],
  ['/healthz', 'is it alive'],
  ['/healthz/metrics', 'how many collectors work'],
  ['/info', 'version and start'],
  ['/api/health', 'health in short'],
  ['/api/health/detailed', 'health of every collector; needs the token'],
] as const

const wordOf = (success: boolean | undefined): 'working' | 'failing' | 'waiting' => {
  if (success === undefined) return 'waiting'
  return success ? 'working' : 'failing'
}

const row = ({ collector, target, success, seconds, checkedAt }: CollectorState): string => {
  const time = seconds === undefined ? '' : `${(seconds * 1000).toFixed(1)} ms`
  const state = wordOf(success)
  const cells = `<td>${escape(collector)}</td><td>${escape(target)}</td><td class="${state}">${state}</td>`
  return `<tr>${cells}<td class="number">${time}</td><td>${checkedAt?.toISOString().slice(0, 19).replace('T', ' ') ?? ''}</td></tr>`
}

const page = ({ identity, startedAt, states }: Exporter): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Plimsoll exporter</title><style>${STYLE}</style></head>
<body>
<h1>Plimsoll exporter</h1>
<p>Version ${escape(identity.version)}, running since ${startedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC.</p>
<ul>${LINKS.map(([path, what]) => `<li><a href="${path}">${path}</a>: ${what}</li>`).join('')}</ul>
<h2>Collectors</h2>
<table>
<thead><tr><th>Collector</th><th>Target</th><th>State</th><th class="number">Time</th><th>Last read (UTC)</th></tr></thead>
<tbody>${states.list().map(row).join('\n')}</tbody>
</table>
</body>
</html>
`

/** A page for a person who opens the address in a browser. */
export const landingRoute = (router: Router, exporter: Exporter): void => {
  const { identity, startedAt } = exporter
  router.get('/', (ctx) => {
    ctx.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    ctx.type = 'html'
    ctx.body = page(exporter)
  })
  router.get('/info', (ctx) => {
    ctx.body = {
      name: identity.name,
      service: 'exporter',
      version: identity.version,
      node: process.version,
      startedAt: startedAt.toISOString(),
    }
  })
}
