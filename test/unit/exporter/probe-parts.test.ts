import { describe, expect, test } from 'vitest'
import { addressHash } from '../../../exporter/collectors/probe/address.js'
import { decodeAnswer, encodeQuestion } from '../../../exporter/collectors/probe/dns-message.js'
import { createGate } from '../../../exporter/collectors/probe/gate.js'
import { createGuard } from '../../../exporter/collectors/probe/guard.js'
import { addressUrl, isAllowed } from '../../../exporter/settings/probes/permission.js'
import { createWorkThread } from '../../../exporter/threads/thread.js'

const address = (text: string) => ({ address: text, family: text.includes(':') ? 6 : 4 }) as const

describe('the guard', () => {
  const GUARDED = ['169.254.169.254', '::ffff:169.254.169.254', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', 'fe80::1%eth0', 'fd00:ec2::254']
  test.each([...GUARDED, '0.0.0.0', '::', '224.0.0.1', '255.255.255.255', '168.63.129.16'])('keeps callers from %s', (text) => {
    expect(() => createGuard(false).check(address(text), 0)).toThrow('out of bounds')
    expect(() => createGuard(true).check(address(text), 0)).not.toThrow()
    expect(() => createGuard(true).check(address(text), 1)).toThrow()
  })

  test.each(['10.0.0.1', '192.168.1.1', '127.0.0.1', '::1', '1.1.1.1', '2606:4700::1', 'fd00::1'])('lets them ask %s', (text) => {
    expect(() => createGuard(false).check(address(text), 0)).not.toThrow()
  })

  test('lets no redirect lead from outside to this machine', () => {
    const guard = createGuard(true)
    guard.check(address('1.1.1.1'), 0)
    expect(() => guard.check(address('::ffff:127.0.0.1'), 1)).toThrow('leads to this machine itself')
    const local = createGuard(true)
    local.check(address('127.0.0.1'), 0)
    expect(() => local.check(address('::1'), 1)).not.toThrow()
  })
})

test('the hash of an address is FNV-1a of its bytes, as blackbox_exporter has it', () => {
  expect(addressHash(address('127.0.0.1'))).toBe(3_668_918_509)
  expect(addressHash(address('::1'))).toBe(addressHash(address('0:0:0:0:0:0:0:1')))
})

describe('what a module allows', () => {
  const entry = (text: string) => new URL(text)
  const below = new URL('https://example.com#below')
  test.each([
    ['https://shop.example/health', 'https://shop.example/health', true],
    ['https://shop.example/health', 'https://shop.example/health/deep?x=1', true],
    ['https://shop.example/health', 'https://shop.example/healthy', false],
    ['https://shop.example/', 'https://shop.example:8443/', false],
    ['https://shop.example/', 'http://shop.example/', false],
    ['https://shop.example/', 'https://shop.example.evil/', false],
    ['https://shop.example/', 'https://evil/?https://shop.example/', false],
    ['https://shop.example/', 'https://SHOP.example:443/', true],
  ])('%s: %s %s', (allowed, asked, is) => {
    const url = addressUrl(asked, 'http')
    expect(url && isAllowed([entry(allowed)], url)).toBe(is)
  })

  test('a * stands for the first parts of the name', () => {
    const ask = (text: string) => isAllowed([below], new URL(text))
    expect(['https://a.example.com/', 'https://a.b.example.com/'].map(ask)).toEqual([true, true])
    expect(['https://example.com/', 'https://aexample.com/', 'https://a.example.com.evil/'].map(ask)).toEqual([false, false, false])
  })
})

describe('a DNS message', () => {
  const question = encodeQuestion({ id: 4711, name: 'Shop.example', type: 'A', isRecursive: true })
  const answer = (change: (bytes: Buffer) => void = () => {}) => {
    const bytes = Buffer.from(question)
    bytes.writeUInt16BE(0x81_83, 2)
    bytes.writeUInt16BE(2, 6)
    change(bytes)
    return bytes
  }

  test('is read by its head', () => {
    expect(decodeAnswer(answer(), question)).toEqual({
      id: 4711,
      code: 'NXDOMAIN',
      isTruncated: false,
      answers: 2,
      authorities: 0,
      additionals: 0,
    })
  })

  test.each([
    ['another number', answer((bytes) => bytes.writeUInt16BE(1, 0))],
    ['a question', question],
    ['another name', answer((bytes) => bytes.write('x', 14))],
    ['too little', question.subarray(0, 11)],
    ['nothing', Buffer.alloc(0)],
  ])('with %s is passed over', (_what, bytes) => expect(decodeAnswer(bytes, question)).toBeUndefined())
})

test('the gate lets so many through at a time, in turn, and forgets who gave up', async () => {
  const gate = createGate(2)
  let running = 0
  let most = 0
  const work = async (): Promise<void> => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 10))
    running -= 1
  }
  const never = new AbortController().signal
  const impatient = new AbortController()
  const works = Array.from({ length: 9 }, () => gate.pass(work, never))
  const given = gate.pass(work, impatient.signal)
  impatient.abort(new Error('enough'))
  await expect(given).rejects.toThrow('enough')
  await Promise.all(works)
  expect([most, running, gate.waiting()]).toEqual([2, 0, 0])
})

describe('the thread for patterns and passwords', () => {
  test('answers in turn, and the loop runs on meanwhile', async () => {
    const thread = createWorkThread()
    const signal = AbortSignal.timeout(20_000)
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    const text = `${'lorem ipsum '.repeat(80_000)}needle`
    expect(await thread.match(text, ['(?i)NEEDLE$', '^x', 'ne(e)(d)'], signal)).toEqual([['needle'], null, ['need', 'e', 'd']])
    clearInterval(timer)
    expect(longest).toBeLessThan(500)
    const hash = '$2b$04$cCKE0JkHWjY6Vn1wHz4bQOeCz0B6rQp5u8eXk3yqv9oWk3yqv9oWk'
    expect(await thread.isPassword('wrong', hash, signal)).toBe(false)
    await thread.close()
  })

  test('a work that is late is ended, and the next one answered', async () => {
    const thread = createWorkThread()
    const dear = `$2b$14$${'QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi'}`
    await expect(thread.isPassword('x', dear, AbortSignal.timeout(300))).rejects.toThrow(/timeout/)
    expect(await thread.match('abc', ['b'], AbortSignal.timeout(10_000))).toEqual([['b']])
    await thread.close()
  })
})
