import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDashboards } from '../../../desk/documents/dashboards.js'
import { renderMarkdown } from '../../../desk/documents/markdown.js'
import { plainQuery } from '../../../desk/documents/query.js'
import { openRunbooks } from '../../../desk/documents/runbooks.js'
import { toMarkup } from '../../../desk/page/html.js'

const root = mkdtempSync(join(tmpdir(), 'plimsoll-desk-'))
afterAll(() => rmSync(root, { recursive: true }))
const markup = (text: string): string => toMarkup(renderMarkdown(text))

describe('a runbook', () => {
  it('is read by its name, and by nothing that is not listed', async () => {
    mkdirSync(join(root, 'runbooks'))
    writeFileSync(join(root, 'runbooks', 'TargetDown.md'), '# TargetDown')
    writeFileSync(join(root, 'secret.md'), 'secret')
    const runbooks = openRunbooks(join(root, 'runbooks'))
    expect(await runbooks.names()).toEqual(['TargetDown'])
    expect(await runbooks.read('TargetDown')).toBe('# TargetDown')
    for (const name of ['../secret', '..%2Fsecret', '/etc/passwd', 'targetdown', '', '.', 'TargetDown\0'])
      expect(await runbooks.read(name)).toBeUndefined()
  })

  it('is none where there is no directory', async () => {
    expect(await openRunbooks(join(root, 'missing')).names()).toEqual([])
  })
})

describe('markdown', () => {
  it('gives tables, code and headings with addresses', () => {
    const made = markup('## First checks\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```promql\nup == 0\n```\n')
    expect(made).toContain('<h2 id="first-checks">First checks</h2>')
    expect(made).toContain('<td>1</td>')
    expect(made).toContain('<code class="language-promql">up == 0\n</code>')
  })

  it('shows HTML as text and drops comments', () => {
    const made = markup('<!-- generated:begin -->\n\nfine <script>alert(1)</script> <!-- note -->\n\n<img src=x onerror=alert(1)>\n')
    expect(made).not.toMatch(/<(script|img)|generated:begin|note/)
    expect(made).toContain('&lt;script&gt;')
    expect(made).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })

  it('shows HTML that hides behind a comment as text', () => {
    expect(markup('<!-- a --><script>alert(1)</script><!-- b -->')).not.toContain('<script')
  })

  it('leads from runbook to runbook and runs no script in a link', () => {
    expect(markup('[x](./TargetDown.md#limits)')).toContain('href="/runbooks/TargetDown#limits"')
    expect(markup('[x](javascript:alert(1))')).not.toContain('href')
  })
})

describe('a dashboard', () => {
  it('is found by uid below any folder, with rows, panels, queries and variables', async () => {
    mkdirSync(join(root, 'dashboards', 'ops'), { recursive: true })
    const panels = [
      { type: 'row', title: 'Traffic', panels: [] },
      {
        type: 'timeseries',
        id: 3,
        title: 'Errors',
        description: 'By route.',
        targets: [{ expr: 'up', legendFormat: '{{job}}' }, { hide: true }],
      },
      { type: 'row', title: 'Folded', panels: [{ type: 'stat', id: 4, title: 'Inner' }] },
    ]
    const templating = {
      list: [
        { name: 'route', type: 'query', current: { value: '$__all' } },
        { name: 'top', type: 'custom', current: { value: '5' } },
      ],
    }
    writeFileSync(join(root, 'dashboards', 'ops', 'd2.json'), JSON.stringify({ uid: 'ops', title: 'Operations', panels, templating }))
    writeFileSync(join(root, 'dashboards', 'broken.json'), '{')
    writeFileSync(join(root, 'dashboards', 'other.json'), '[1]')
    const dashboards = openDashboards(join(root, 'dashboards'))
    expect((await dashboards.all()).map(({ uid }) => uid)).toEqual(['ops'])
    const found = await dashboards.find('ops')
    expect(found?.panels.map(({ id, row, title }) => [id, row, title])).toEqual([
      [3, 'Traffic', 'Errors'],
      [4, 'Folded', 'Inner'],
    ])
    expect(found?.panels[0]?.queries).toEqual([{ expression: 'up', legend: '{{job}}' }])
    expect([...(found?.variables ?? [])]).toEqual([
      ['route', ''],
      ['top', '5'],
    ])
    expect(await dashboards.find('../ops')).toBeUndefined()
  })
})

describe('a query outside Grafana', () => {
  const variables = new Map([
    ['route', ''],
    ['top', '5'],
    ['job', 'shop'],
  ])
  const plain = (query: string, chosen: ReadonlyMap<string, string> = new Map()): string => plainQuery(query, variables, chosen)

  it('has windows for intervals and all for what nobody chose', () => {
    expect(plain('rate(x{route=~"$route",job=~"${job:regex}"}[$__rate_interval])')).toBe('rate(x{route=~".*",job=~"shop"}[5m])')
  })

  it('takes what the address chose, as text and not as a pattern', () => {
    expect(plain('x{route=~"$route"}', new Map([['route', '/a.b"}']]))).toBe(String.raw`x{route=~"/a\\.b\"\\}"}`)
    expect(plain('x{route="[[route]]"}', new Map([['route', '/a.b']]))).toBe('x{route="/a.b"}')
  })

  it('takes no words into the query itself', () => {
    expect(plain('topk($top, x)', new Map([['top', '3']]))).toBe('topk(3, x)')
    expect(plain('topk($top, x)', new Map([['top', '1, y) or topk(1']]))).toBe('topk(5, x)')
  })

  it('leaves what is no variable', () => {
    expect(plain('label_replace(x, "a", "$1", "b", "(.*)$")')).toBe('label_replace(x, "a", "$1", "b", "(.*)$")')
  })
})
