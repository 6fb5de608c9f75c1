import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Router } from '@koa/router'
import { renderMetrics } from '../../instrument/index.js'
import { CONTENT_TYPE } from '../exposition/text.js'
import { renderPage, type Budgets } from '../exposition/page.js'
import type { Exporter } from '../exporter.js'
import { deadlineOf } from '../scrape.js'
import type { Settings } from '../settings/settings.js'

const compress = promisify(gzip)

const budgetsOf = ({ seriesBudget, queries }: Settings): Budgets => ({
  standard: seriesBudget,
  byMetric: new Map(queries.flatMap(({ metrics, seriesLimit }) => metrics.map(({ metric }) => [metric.name, seriesLimit] as const))),
})

/** The page that Prometheus reads. It always answers 200: what failed says so in its own series. */
export const metricsRoute = (router: Router, { settings, scrape, instruments }: Exporter): void => {
  const budgets = budgetsOf(settings)
  router.get('/metrics', async (ctx) => {
    const deadline = deadlineOf(ctx.get('x-prometheus-scrape-timeout-seconds'), settings.scrapeSeconds)
    const { text } = renderPage(await scrape(deadline), budgets)
    const body = text + (await renderMetrics(instruments)).body
    ctx.set('content-type', CONTENT_TYPE)
    ctx.vary('accept-encoding')
    if (ctx.acceptsEncodings('gzip', 'identity') !== 'gzip') {
      ctx.body = body
      return
    }
    ctx.set('content-encoding', 'gzip')
    ctx.body = await compress(body, { level: constants.Z_BEST_SPEED })
  })
}
