import { expect, test } from 'vitest'
import { createAddressOf } from '../../../shop/proxies.js'

const addressOf = createAddressOf(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])
const asked = (remoteAddress: string | undefined, forwarded?: string): string =>
  addressOf({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } })

test.each([
  ['a trusted proxy names the visitor', '10.2.3.4', '203.0.113.7', '203.0.113.7'],
  ['only what it has added last counts', '10.2.3.4', '1.1.1.1, 203.0.113.7', '203.0.113.7'],
  ['it may name a visitor by IPv6', 'fd00::2', '2001:db8::1', '2001:db8::1'],
  ['it may be written as IPv6 itself', '::ffff:127.0.0.1', '::ffff:203.0.113.7', '203.0.113.7'],
  ['a proxy that names nobody is the visitor', '10.2.3.4', undefined, '10.2.3.4'],
  ['words are no address', '10.2.3.4', 'somebody', '10.2.3.4'],
  ['a stranger is not believed', '192.0.2.1', '203.0.113.7', '192.0.2.1'],
  ['nor one by IPv6', '2001:db8::2', '10.2.3.4', '2001:db8::2'],
  ['nor one whose connection has ended', undefined, '203.0.113.7', 'unknown'],
])('%s', (_, peer, forwarded, expected) => expect(asked(peer, forwarded)).toBe(expected))

test('where nobody is trusted everybody is who connects', () => {
  const request = { socket: { remoteAddress: '127.0.0.1' }, headers: { 'x-forwarded-for': '203.0.113.7' } }
  expect(createAddressOf([])(request)).toBe('127.0.0.1')
})
