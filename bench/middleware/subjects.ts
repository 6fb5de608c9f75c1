/**
 * The applications that are compared: one of Express and one of Koa, each alone, with a middleware that does nothing,
 * and with one that measures.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { Router as KoaRouter } from '@koa/router'
import express, { type RequestHandler } from 'express'
import expressPromBundle from 'express-prom-bundle'
import Koa from 'koa'
import { createInstruments, expressMetrics, koaMetrics } from '../../instrument/index.js'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

const product = (id: string | undefined) => ({ id, name: 'Linen shirt', price: 49.9 })

const onExpress = (middleware?: RequestHandler): Handler => {
  const application = express()
  if (middleware !== undefined) application.use(middleware)
  const router = express.Router()
  router.get('/products/:id', (request, response) => void response.json(product(request.params.id)))
  application.use('/api', router)
  return application
}

const onKoa = (middleware?: Koa.Middleware): Handler => {
  const application = new Koa()
  if (middleware !== undefined) application.use(middleware)
  const router = new KoaRouter({ prefix: '/api' })
  router.get('/products/:id', (ctx) => {
    ctx.body = product(ctx.params['id'])
  })
  application.use(router.routes())
  const callback = application.callback()
  return (request, response) => void callback(request, response)
}

/** Reads the file name of its parent, which only a module that is required has. */
const apiMetrics = (): RequestHandler => createRequire(import.meta.url)('prometheus-api-metrics').expressMiddleware()

const subjects = {
  'express alone': () => onExpress(),
  'express with an empty middleware': () => onExpress((_request, _response, next) => next()),
  'plimsoll on express': () => onExpress(expressMetrics(createInstruments())),
  'express-prom-bundle 8': () => onExpress(expressPromBundle({ includeMethod: true, includePath: true })),
  'prometheus-api-metrics 4': () => onExpress(apiMetrics()),
  'koa alone': () => onKoa(),
  'koa with an empty middleware': () => onKoa((_ctx, next) => next()),
  'plimsoll on koa': () => onKoa(koaMetrics(createInstruments())),
} as const satisfies Readonly<Record<string, () => Handler>>

export type SubjectName = keyof typeof subjects

export const subjectNames = Object.keys(subjects) as readonly SubjectName[]
export const isSubject = (name: string): name is SubjectName => Object.hasOwn(subjects, name)
export const createHandler = (name: SubjectName): Handler => subjects[name]()

/** What the cost of a subject is compared with: the same application alone. */
export const aloneOf = (name: SubjectName): SubjectName => (name.includes('koa') ? 'koa alone' : 'express alone')
