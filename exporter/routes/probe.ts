import type { Router } from '@koa/router'
import type { Context } from 'koa'
import { UsageError } from '../../configuration/index.js'
import { CONTENT_TYPE } from '../../exposition/index.js'
import type { Measured } from '../collectors/probe/probing.js'
import type { Exporter } from '../exporter.js'
import { createBuffer, type SampledFamily } from '../exposition/buffer.js'
import { renderPage } from '../exposition/page.js'
import { deadlineOf } from '../scrape.js'

/** The series without the label `target`: the page has one target, and Prometheus knows which. */
const familiesOf = (measured: Measured): readonly SampledFamily[] => {
  const buffer = createBuffer()
  measured({
    set: ({ name, help, kind }, labels, value) => {
      if (value === null || value === undefined) return
      const { target: _target, ...rest } = labels as Readonly<Record<string, string>>
      buffer.setForeign({ name, help, kind, samples: [{ labels: rest, value }] })
    },
  })
  return buffer.families()
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

const refuse = (ctx: Context, status: number, sentence: string): void => {
  ctx.status = status
  ctx.type = 'text/plain'
  ctx.body = `${sentence}\n`
}

/** One probe on demand, as blackbox_exporter answers it; with `debug=true` the reason of a failure stands first. */
export const probeRoute = (router: Router, { settings, probes }: Exporter): void => {
  router.get('/probe', async (ctx) => {
    const { target, module, debug } = ctx.query
    const deadlineSeconds = deadlineOf(ctx.get('x-prometheus-scrape-timeout-seconds'), settings.scrapeSeconds)
    try {
      const result = await probes.ask({ target: first(target), module: first(module), deadlineSeconds })
      if (!result) {
        refuse(ctx, 503, 'Too many probes are waiting; ask for fewer at a time.')
        return
      }
      const { text } = renderPage(familiesOf(result.measured), { standard: settings.seriesBudget, byMetric: new Map() })
      ctx.set('content-type', CONTENT_TYPE)
      ctx.body = first(debug) === 'true' ? `# ${(result.reason ?? 'all is well').replaceAll('\n', ' ')}\n${text}` : text
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      refuse(ctx, 400, error.message)
    }
  })
}
