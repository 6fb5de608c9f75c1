import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { limitFindings } from '../../../generator/check/index.js'
import { supportQueries } from '../../../docs/examples/business-query.js'
import { application as expressApplication } from '../../../docs/examples/express.js'
import { ordersArrive } from '../../../docs/examples/heartbeat.js'
import { application as koaApplication } from '../../../docs/examples/koa.js'
import { querySuccess } from '../../../docs/examples/limit.js'
import { support } from '../../../docs/examples/metric.js'
import { queryLatencyBudget } from '../../../docs/examples/objective.js'
import { receivers } from '../../../docs/examples/receivers.js'
import { containerSite, documentsOf } from '../../../generator/emit/index.js'

test('the limits of docs/definition.md pass every check', () => {
  expect(limitFindings([querySuccess, queryLatencyBudget, ordersArrive])).toEqual([])
})

test('the metric of docs/definition.md is what its name says', () => {
  expect(support.shop_open_tickets).toMatchObject({ name: 'shop_open_tickets', unit: 'count', exposedBy: 'exporter', kind: 'gauge' })
})

test('the query of docs/definition.md fills the metric', () => {
  expect(supportQueries).toMatchObject([
    { name: 'tickets', fills: [{ metric: support.shop_open_tickets, value: 'waiting', labels: { urgency: 'urgency' } }] },
  ])
})

test('the receivers of docs/operations.md appear in alertmanager.yml with the files of their secrets', () => {
  const written = documentsOf({ ...containerSite(), receivers }, () => undefined).find(
    ({ path }) => path === 'alertmanager/alertmanager.yml',
  )
  for (const line of [
    'routing_key_file: /run/secrets/pagerduty',
    'api_url_file: /run/secrets/slack',
    'auth_password_file: /run/secrets/mail',
  ])
    expect(written?.text).toContain(line)
})

describe.each<[string, RequestListener]>([
  ['Koa', koaApplication.callback()],
  ['Express', expressApplication],
])('the application for %s', (_name, listener) => {
  test('is measured by the template of its routes', async () => {
    const server = createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      expect(await (await fetch(`${url}/products/7`)).json()).toEqual({ id: '7' })
      const page = await (await fetch(`${url}/metrics`)).text()
      expect(page).toMatch(/^http_requests_total\{method="GET",route="\/products\/:id",status_code="200"\} 1$/m)
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })
})
