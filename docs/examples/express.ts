import express from 'express'
import { createInstruments, expressMetrics, renderMetrics } from '../../instrument/index.js'

const instruments = createInstruments()

export const application = express()
application.use(expressMetrics(instruments))

application.get('/products/:id', (request, response) => {
  response.json({ id: request.params.id })
})

application.get('/metrics', async (_request, response) => {
  const { contentType, body } = await renderMetrics(instruments)
  response.type(contentType).send(body)
})
