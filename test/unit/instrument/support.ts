import { once } from 'node:events'
import { createServer, request, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Instruments, renderMetrics } from '../../../instrument/index.js'

/** Every sample of the page by its `name{labels}`. */
export const samples = async (instruments: Instruments): Promise<ReadonlyMap<string, number>> => {
  const { body } = await renderMetrics(instruments)
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

/** The samples of one metric that are not 0. */
export const counted = async (instruments: Instruments, name: string): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries([...(await samples(instruments))].filter(([key, value]) => key.replace(/\{.*/s, '') === name && value !== 0))

/** Serves until the test is over; gives the address. */
export const serve = async (served: Server | RequestListener): Promise<string> => {
  const server = typeof served === 'function' ? createServer(served) : served
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** One request on a connection of its own, answered to the end. */
export const ask = async (url: string, { method = 'GET', headers = {}, body }: Ask = {}) => {
  const sent = request(url, { method, headers, agent: false })
  sent.end(body)
  const [answer] = await once(sent, 'response')
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return { status: answer.statusCode as number, headers: answer.headers as Record<string, string>, text }
}

/** Sends a request and hangs up once `arrived` says that it is being answered. */
export const hangUp = async (url: string, arrived: Promise<unknown>): Promise<void> => {
  const sent = request(url, { agent: false })
  sent.on('error', () => undefined)
  sent.end()
  await arrived
  sent.destroy()
}

/** Waits until the reading is what is expected, 2 s at most; gives the last reading. */
export const eventually = async <Value>(read: () => Promise<Value>, holds: (value: Value) => boolean): Promise<Value> => {
  const until = Date.now() + 2000
  let value = await read()
  while (!holds(value) && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    value = await read()
  }
  return value
}

/** A promise and what fulfils it. */
export const signal = () => {
  let resolve = (): void => undefined
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil
  })
  return { promise, resolve: () => resolve() }
}
