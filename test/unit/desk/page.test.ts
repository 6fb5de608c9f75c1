import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { InboxAlert, Urgency } from '../../../desk/inbox/alert.js'
import { linksOf, queryLink } from '../../../desk/inbox/links.js'
import { CLIENT_SCRIPT } from '../../../desk/page/client.js'
import { formatAge } from '../../../desk/page/format.js'
import { escapeHtml, html, toMarkup } from '../../../desk/page/html.js'
import { headline, inboxFragment, unavailableFragment } from '../../../desk/page/inbox.js'
import type { InboxView } from '../../../desk/page/inbox.js'

const NOW = Date.parse('2026-11-21T09:00:00Z')

const alert = (changes: Partial<InboxAlert> = {}): InboxAlert => ({
  id: 17,
  fingerprint: '0123456789abcdef',
  status: 'firing',
  alertname: 'HttpErrorRatioHigh',
  urgency: 'P0',
  service: 'shop',
  labels: { alertname: 'HttpErrorRatioHigh', priority: 'P0', service: 'shop', route: '/api/orders', instance: 'shop:4000' },
  annotations: { summary: 'Too many failed answers.', description: '12.4 % against a limit of 2 %.' },
  generatorUrl: 'http://prometheus:9090/graph?g0.expr=up&g0.tab=1',
  startsAt: '2026-11-21T08:55:00.000Z',
  endsAt: undefined,
  receivedAt: '2026-11-21T08:55:01.000Z',
  updatedAt: '2026-11-21T08:55:01.000Z',
  notifications: 1,
  ...changes,
})

const view = (changes: Partial<InboxView> = {}): InboxView => {
  const firing = changes.firing ?? []
  const counts = new Map<Urgency, number>()
  for (const { urgency } of firing) counts.set(urgency, (counts.get(urgency) ?? 0) + 1)
  return {
    firing,
    counts,
    resolved: [],
    watchdog: { lastSeenAt: new Date(NOW - 12_000).toISOString(), ageSeconds: 12 },
    runbooks: new Set<string>(),
    urls: {},
    now: NOW,
    startedAt: NOW - 3_600_000,
    ...changes,
  }
}

const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,:])/g, '$1')
    .trim()

const shown = (changes: Partial<InboxView>): string => textOf(toMarkup(inboxFragment(view(changes)).content))

describe('markup', () => {
  it('escapes every value that is put in, also in attributes', () => {
    expect(toMarkup(html`<a title="${`"><script>alert('x')</script>&`}">${['<', 1, undefined, false, [html`<b>${'&'}</b>`]]}</a>`)).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&lt;1<b>&amp;</b></a>',
    )
  })

  it('leaves no character that opens a tag or ends an attribute', () => {
    expect(escapeHtml(`&<>"'`)).not.toMatch(/[<>"']/)
  })
})

describe('an age', () => {
  it.each([
    [-3, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3 * 3600 + 300, '3 h 5 min'],
    [3 * 3600 + 59, '3 h'],
    [2 * 86_400 + 3 * 3600, '2 d 3 h'],
  ])('of %d seconds reads %s', (seconds, text) => {
    expect(formatAge(seconds)).toBe(text)
  })
})

describe('the script in the browser', () => {
  it('counts ages in the words of the server', () => {
    const source = CLIENT_SCRIPT.slice(CLIENT_SCRIPT.indexOf('const ageText'), CLIENT_SCRIPT.indexOf('const write'))
    const ageText = runInNewContext(`${source}; ageText`) as (seconds: number) => string
    for (const seconds of [-1, 0, 59.9, 60, 3599, 3600, 3660, 86_399, 86_400, 90_000, 1e7])
      expect(ageText(seconds)).toBe(formatAge(seconds))
  })
})

describe('the page', () => {
  it('says that nothing is firing and when the Watchdog was last seen', () => {
    expect(shown({})).toContain('Nothing is firing. Watchdog last seen 12 s ago.')
  })

  it('shows no band while the Watchdog is at most three minutes old', () => {
    const watchdog = (ageSeconds: number) => ({ lastSeenAt: new Date(NOW - ageSeconds * 1000).toISOString(), ageSeconds })
    expect(shown({ watchdog: watchdog(180) })).not.toContain('Alerts may not arrive')
    expect(shown({ watchdog: watchdog(181) })).toContain(
      'Alerts may not arrive. The Watchdog, which Prometheus sends all the time, was last seen 3 min ago',
    )
  })

  it('calls silence no good news while the Watchdog is missing', () => {
    const text = shown({ watchdog: { lastSeenAt: new Date(NOW - 600_000).toISOString(), ageSeconds: 600 } })
    expect(text).toContain('Nothing is firing, as far as this inbox was told.')
  })

  it('waits three minutes for a first Watchdog before it warns', () => {
    const watchdog = { lastSeenAt: undefined, ageSeconds: undefined }
    expect(shown({ watchdog, startedAt: NOW - 60_000 })).toContain('Waiting for the first Watchdog.')
    expect(shown({ watchdog, startedAt: NOW - 181_000 })).toContain(
      'Alerts may not arrive. The Watchdog, which Prometheus sends all the time, was never seen',
    )
  })

  it('folds away all but the first of more than three that are alike, and nothing else', () => {
    const onRoute = (id: number) => alert({ id, labels: { service: 'shop', route: `/api/${id}` } })
    const other = alert({ id: 1, alertname: 'PaymentSuccessLow' })
    expect(shown({ firing: [onRoute(3), other, onRoute(2), onRoute(4)] })).not.toContain('more HttpErrorRatioHigh')
    const firing = [onRoute(9), onRoute(8), other, ...[7, 6, 5, 4].map(onRoute)]
    const markup = toMarkup(inboxFragment(view({ firing })).content)
    const [open = '', folded = '', after = ''] = markup.split(/<details class="alike" id="alike-4">|(?<=<\/article>\s*)<\/details>/)
    expect(textOf(folded)).toMatch(/^5 more HttpErrorRatioHigh: \/api\/8, \/api\/7, \/api\/6, \/api\/5 and 1 more P0 HttpErrorRatioHigh/)
    const ids = (part: string) => [...part.matchAll(/id="alert-(\d+)"/g)].map(([, id]) => Number(id))
    expect([ids(open), ids(folded), ids(after)]).toEqual([[9], [8, 7, 6, 5, 4], [1]])
  })

  it('says what, where, since when and the number against its limit', () => {
    const text = shown({ firing: [alert()] })
    expect(text).toContain('1 firing: 1 P0.')
    expect(text).toContain('P0 money or the shop is being lost now')
    expect(text).toContain('HttpErrorRatioHigh shop · /api/orders for 5 min, since 2026-11-21 08:55:00 UTC')
    expect(text).toContain('Too many failed answers. 12.4 % against a limit of 2 %.')
  })

  it('doubts what Alertmanager has not repeated for an hour and a half', () => {
    const told = (secondsAgo: number) => shown({ firing: [alert({ updatedAt: new Date(NOW - secondsAgo * 1000).toISOString() })] })
    expect(told(5400)).not.toContain('may be over')
    expect(told(5401)).toContain('Alertmanager has not repeated this for 1 h 30 min: it may be over, silenced or inhibited.')
  })

  it('orders by priority, those without one last', () => {
    const firing = [
      alert({ id: 1, urgency: 'none', alertname: 'Last' }),
      alert({ id: 2, urgency: 'P1', alertname: 'Second' }),
      alert({ id: 3, alertname: 'First' }),
    ]
    const text = shown({ firing })
    expect(text.indexOf('First')).toBeLessThan(text.indexOf('Second'))
    expect(text.indexOf('Second')).toBeLessThan(text.indexOf('Last'))
  })

  it('counts what it does not list', () => {
    expect(shown({ firing: [alert()], counts: new Map([['P0', 41]]) })).toContain('40 more: as JSON.')
  })

  it('lists what is resolved with how long it lasted', () => {
    const resolved = [alert({ status: 'resolved', endsAt: '2026-11-21T08:58:00.000Z' })]
    expect(shown({ resolved })).toContain('HttpErrorRatioHigh shop · /api/orders ended 2 min ago, after 3 min')
  })

  it('shows hostile labels as text', () => {
    const hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    const labels = { alertname: hostile, service: hostile, route: hostile, [hostile]: hostile }
    const annotations = {
      summary: hostile,
      description: `${hostile}!`,
      runbook_url: 'javascript:alert(1)',
      dashboard_url: `https://x/${hostile}`,
    }
    const bad = alert({ alertname: hostile, service: hostile, labels, annotations, generatorUrl: 'javascript:alert(3)' })
    const markup = toMarkup(
      inboxFragment(view({ firing: [bad], resolved: [{ ...bad, status: 'resolved' }], urls: { alertmanagerUrl: 'http://a' } })).content,
    )
    expect(markup).not.toMatch(/<(img|script)/i)
    expect(markup).not.toContain('javascript:')
    expect(markup.match(/<article/g)).toHaveLength(1)
    expect(textOf(markup)).toContain('&lt;script&gt;')
  })

  it('says that it cannot know when the database is away, and where to look', () => {
    const markup = toMarkup(unavailableFragment({ alertmanagerUrl: 'http://localhost:9093' }, NOW).content)
    expect(textOf(markup)).toContain('The inbox cannot reach its database. What is firing cannot be shown here.')
    expect(markup).toContain('href="http://localhost:9093"')
    expect(markup).not.toContain('Nothing is firing')
  })

  it('heads the page with the sum by priority', () => {
    expect(
      headline(
        new Map([
          ['P2', 3],
          ['P0', 1],
          ['none', 2],
        ]),
      ),
    ).toBe('6 firing: 1 P0, 3 P2, 2 without priority')
  })
})

describe('the links of an alert', () => {
  const urls = { prometheusUrl: 'http://localhost:9090', alertmanagerUrl: 'http://localhost:9093' }

  it('lead to the tools where the reader reaches them', () => {
    const to = linksOf(
      alert({ annotations: { runbook_url: 'https://books/x', dashboard_url: 'http://localhost:3000/d/ops' } }),
      urls,
      new Set(),
    )
    expect(to.runbook).toBe('https://books/x')
    expect(to.dashboard).toBe('http://localhost:3000/d/ops')
    expect(to.graph).toBe('http://localhost:9090/graph?g0.expr=up&g0.tab=1')
  })

  it('prefer the desk’s own runbook', () => {
    expect(linksOf(alert(), urls, new Set(['HttpErrorRatioHigh'])).runbook).toBe('/runbooks/HttpErrorRatioHigh')
  })

  it('fill in a silence with every label, quoted', () => {
    const quoted = alert({ labels: { alertname: 'A', 'a.b': 'x"y\\z' } })
    const filter = new URL(linksOf(quoted, urls, new Set()).silence?.replace('/#', '') ?? '').searchParams.get('filter')
    expect(filter).toBe(String.raw`{alertname="A","a.b"="x\"y\\z"}`)
  })

  it('offer no silence for what is over', () => {
    expect(linksOf(alert({ status: 'resolved' }), urls, new Set()).silence).toBeUndefined()
  })

  it('ask Prometheus for a query as it stands', () => {
    expect(new URL(queryLink('rate(x{a="b&c"}[5m])', urls.prometheusUrl) ?? '').searchParams.get('g0.expr')).toBe('rate(x{a="b&c"}[5m])')
  })
})
