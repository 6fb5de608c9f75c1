import { Resolver } from 'node:dns/promises'
import { setMaxListeners } from 'node:events'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resolveAddress } from '../../../exporter/collectors/probe/resolve.js'
import { answerWith, startNameServer } from '../../support/endpoints.js'

type NameServer = Awaited<ReturnType<typeof startNameServer>>
let answering: NameServer
let mute: NameServer
let asked = 0

beforeAll(async () => {
  answering = await startNameServer((question) => {
    asked += 1
    const type = question.readUInt16BE(question.length - 4)
    return answerWith(question, 0, type === 1 ? 1 : 0)
  })
  mute = await startNameServer(() => undefined)
})
afterAll(() => Promise.all([answering.close(), mute.close()]))

const asking = ({ port }: NameServer): Resolver => {
  const resolver = new Resolver()
  resolver.setServers([`127.0.0.1:${port}`])
  return resolver
}

const either = { preferred: 6, fallback: true } as const
const never = new AbortController().signal

test('a name is asked for, in the other version where the preferred one has none', async () => {
  expect(await resolveAddress('shop.example.', either, never, asking(answering))).toEqual({ address: '127.0.0.1', family: 4 })
  const only6 = resolveAddress('shop.example.', { preferred: 6, fallback: false }, never, asking(answering))
  await expect(only6).rejects.toThrow('the name shop.example. has no address of version 6')
})

test('addresses and names of /etc/hosts ask nobody', async () => {
  const before = asked
  expect(await resolveAddress('[::1]', either, never, asking(answering))).toEqual({ address: '::1', family: 6 })
  expect((await resolveAddress('LocalHost', { preferred: 4, fallback: true }, never, asking(answering))).address).toBe('127.0.0.1')
  expect(asked).toBe(before)
})

test('name servers that stall hold neither the probe nor the threads that files need', async () => {
  const start = performance.now()
  const signal = AbortSignal.timeout(400)
  setMaxListeners(0, signal)
  const stalled = Array.from({ length: 50 }, (_, index) => resolveAddress(`n${index}.example.`, either, signal, asking(mute)))
  const settled = Promise.allSettled(stalled)
  const begun = performance.now()
  await Promise.all(Array.from({ length: 20 }, () => readFile('/etc/hosts')))
  expect(performance.now() - begun).toBeLessThan(200)
  expect(performance.now() - start).toBeLessThan(400)
  expect((await settled).every(({ status }) => status === 'rejected')).toBe(true)
  expect(performance.now() - start).toBeLessThan(1000)
})
