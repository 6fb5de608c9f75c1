import { describe, expect, it } from 'vitest'
import { parseFilter } from '../../../desk/inbox/filter.js'

describe('a filter', () => {
  it('asks for 100 of all when nothing is given', () => {
    expect(parseFilter({})).toEqual({ limit: 100 })
  })

  it('reads every parameter', () => {
    const query = { status: 'firing', priority: 'P1', alertname: 'A', service: 'shop', since: '2026-11-21T08:00:00+01:00', limit: '7' }
    expect(parseFilter(query)).toEqual({
      status: 'firing',
      urgency: 'P1',
      alertname: 'A',
      service: 'shop',
      since: '2026-11-21T07:00:00.000Z',
      limit: 7,
    })
  })

  it.each([
    [{ status: 'open' }, '"status" must be one of firing, resolved.'],
    [{ priority: 'P4' }, '"priority" must be one of P0, P1, P2, P3, none.'],
    [{ since: 'yesterday' }, '"since" must be a time'],
    [{ since: '5' }, '"since" must be a time'],
    [{ limit: '0' }, '"limit" must be a number from 1 to 1000.'],
    [{ limit: '1001' }, '"limit" must be a number from 1 to 1000.'],
    [{ limit: '1e3' }, '"limit" must be a number from 1 to 1000.'],
    [{ alertname: 'x'.repeat(257) }, '"alertname" must be a name'],
    [{ service: 'a\0' }, '"service" must be a name'],
    [{ status: ['firing', 'resolved'] }, '"status" may be given once.'],
    [{ state: 'firing' }, '"state" is no filter: use status, priority, alertname, service, since, limit.'],
  ])('%j is refused in one sentence', (query, words) => {
    expect(() => parseFilter(query)).toThrow(words)
  })
})
