import { describe, expect, it } from 'vitest'
import { BadRequest } from '../../../desk/inbox/bad-request.js'
import { LIMITS, parseNotification } from '../../../desk/inbox/notification.js'

const alert = (changes: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'HttpErrorRatioHigh', priority: 'P0', service: 'shop', route: '/api/orders' },
  annotations: { summary: 'Too many failed answers on /api/orders.' },
  startsAt: '2026-11-21T08:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph?g0.expr=1&g0.tab=1',
  fingerprint: '0123456789abcdef',
  ...changes,
})

const body = (...alerts: readonly object[]) => ({ version: '4', status: 'firing', groupKey: '{}', receiver: 'desk', alerts })

const refusal = (value: unknown): string => {
  try {
    parseNotification(value)
  } catch (error) {
    if (error instanceof BadRequest) return error.message
    throw error
  }
  return 'accepted'
}

describe('a notification', () => {
  it('gives one alert a row, with the start in milliseconds and no end while it fires', () => {
    expect(parseNotification(body(alert()))).toEqual([
      {
        fingerprint: '0123456789abcdef',
        status: 'firing',
        alertname: 'HttpErrorRatioHigh',
        urgency: 'P0',
        labels: { alertname: 'HttpErrorRatioHigh', priority: 'P0', service: 'shop', route: '/api/orders' },
        annotations: { summary: 'Too many failed answers on /api/orders.' },
        generatorUrl: 'http://prometheus:9090/graph?g0.expr=1&g0.tab=1',
        startsAt: '2026-11-21T08:00:00.123Z',
        endsAt: undefined,
      },
    ])
  })

  it('keeps the end of a resolved alert', () => {
    expect(parseNotification(body(alert({ status: 'resolved', endsAt: '2026-11-21T09:00:00+01:00' })))[0]?.endsAt).toBe(
      '2026-11-21T08:00:00.000Z',
    )
  })

  it('takes fields that a newer Alertmanager adds', () => {
    expect(parseNotification({ ...body(alert({ notes: 1 })), notification_reason: 'repeat' })).toHaveLength(1)
  })

  it('says "none" for a priority that is missing or unknown', () => {
    const unknown = parseNotification(body(alert({ labels: { alertname: 'X', priority: 'P9' } })))
    const missing = parseNotification(body(alert({ labels: { alertname: 'X' } })))
    expect([unknown[0]?.urgency, missing[0]?.urgency]).toEqual(['none', 'none'])
  })

  it('is taken without a name too: somebody sent it for a reason', () => {
    expect(parseNotification(body(alert({ labels: {} })))[0]?.alertname).toBe('unnamed')
  })

  it('keeps the later start where one alert comes twice, whatever the order', () => {
    const older = alert()
    const newer = alert({ startsAt: '2026-11-21T08:05:00Z' })
    for (const order of [body(older, newer), body(newer, older)]) {
      expect(parseNotification(order).map(({ startsAt }) => startsAt)).toEqual(['2026-11-21T08:05:00.000Z'])
    }
  })

  it('replaces what PostgreSQL cannot store instead of losing the alert', () => {
    const [stored] = parseNotification(body(alert({ labels: { alertname: 'a\0b', half: '\uD800x', whole: '\u{1F525}' } })))
    expect(stored?.labels).toEqual({ alertname: 'a\uFFFDb', half: '\uFFFDx', whole: '\u{1F525}' })
  })

  it.each([
    ['nothing', undefined, 'it must be object'],
    ['a list', [], 'it must be object'],
    ['another version', { ...body(), version: '3' }, '"version" must be equal to constant'],
    ['no alerts', { version: '4' }, "it must have required property 'alerts'"],
    ['an unknown status', body(alert({ status: 'pending' })), '"alerts.0.status" must be equal to one of the allowed values'],
    ['a label that is no text', body(alert({ labels: { alertname: 'X', n: 1 } })), '"alerts.0.labels.n" must be string'],
    ['a start that is no time', body(alert({ startsAt: 'yesterday' })), '"alerts.0.startsAt" must match format "instant"'],
    ['a start in month 13', body(alert({ startsAt: '2026-13-01T00:00:00Z' })), 'must match format'],
    ['a fingerprint that is none', body(alert({ fingerprint: "'; drop" })), '"alerts.0.fingerprint" must match pattern'],
    [
      'more labels than the bound',
      body(alert({ labels: { alertname: 'X', ...Object.fromEntries(Array.from({ length: LIMITS.strings }, (_, i) => [`l${i}`, ''])) } })),
      `must NOT have more than ${LIMITS.strings} properties`,
    ],
    ['a label longer than the bound', body(alert({ labels: { alertname: 'x'.repeat(LIMITS.label + 1) } })), 'must NOT have more than 4096'],
    ['more alerts than the bound', body(...Array.from({ length: LIMITS.alerts + 1 }, () => alert())), 'must NOT have more than 5000 items'],
  ])('is refused in one sentence: %s', (_what, value, words) => {
    const sentence = refusal(value)
    expect(sentence).toContain(words)
    expect(sentence).toMatch(/^This is no Alertmanager notification of version 4: [^\n]+\.$/)
  })
})
