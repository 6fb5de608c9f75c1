import { Router } from '@koa/router'
import Koa from 'koa'
import { businessEvents, collectProcess, createInstruments, koaMetrics, renderMetrics } from '../../instrument/index.js'

const instruments = createInstruments()
const events = businessEvents(instruments)
collectProcess(instruments)

const router = new Router()

router.get('/products/:id', (context) => {
  events.productView('books')
  context.body = { id: context['params']['id'] }
})

router.get('/metrics', async (context) => {
  const { contentType, body } = await renderMetrics(instruments)
  context.set('content-type', contentType)
  context.body = body
})

export const application = new Koa()
application.use(koaMetrics(instruments))
application.use(router.routes())
