import type { Router } from '@koa/router'
import { CONTENT_TYPE, gzipParts, inSlices, sendParts } from '../../exposition/index.js'
import { renderParts } from '../../instrument/index.js'
import type { Exporter } from '../exporter.js'
import { createPage, type Budgets } from '../exposition/page.js'
import { deadlineOf } from '../scrape.js'
import type { Settings } from '../settings/settings.js'

const budgetsOf = ({ seriesBudget, queries }: Settings): Budgets => ({
  standard: seriesBudget,
  byMetric: new Map(queries.flatMap(({ metrics, seriesLimit }) => metrics.map(({ metric }) => [metric.name, seriesLimit] as const))),
})

/** The page that Prometheus reads. It always answers 200: what failed says so in its own series. */
export const metricsRoute = (router: Router, { settings, scrape, instruments }: Exporter): void => {
  const page = createPage(budgetsOf(settings))
  router.get('/metrics', async (ctx) => {
    const deadline = deadlineOf(ctx.get('x-prometheus-scrape-timeout-seconds'), settings.scrapeSeconds)
    const { parts } = await page.render(await scrape(deadline))
    const whole = [...parts, ...(await renderParts(instruments))]
    const isPacked = ctx.acceptsEncodings('gzip', 'identity') === 'gzip'
    ctx.status = 200
    ctx.set('content-type', CONTENT_TYPE)
    ctx.vary('accept-encoding')
    if (isPacked) ctx.set('content-encoding', 'gzip')
    const sent = isPacked ? await inSlices(gzipParts(whole)) : whole
    ctx.respond = false
    await sendParts(ctx.res, sent)
  })
}
