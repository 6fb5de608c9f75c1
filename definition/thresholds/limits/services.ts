import { metrics } from '../../catalogue/index.js'
import { count, days, not, percent, perMinute, query, seconds } from '../../promql/index.js'
import { grows, heartbeat, objective, observes, stands, threshold, ticks } from '../language/index.js'
import { onExporter, onShop } from './targets.js'

const {
  up,
  plimsoll_target_expected: targetExpected,
  probe_success: probed,
  pg_up: databaseUp,
  redis_up: cacheUp,
  shop_rates_requests_total: rates,
  shop_rates_request_duration_seconds: ratesDuration,
  probe_ssl_earliest_cert_expiry: expiry,
} = query(metrics)

const expected = targetExpected.max('job', 'service')
const answering = up.is(1).max('job', 'service')
const ofShop = { job: 'shop', service: 'shop' }

const seen = (value: number) => [stands(metrics.plimsoll_target_expected, ofShop, 1), stands(metrics.up, onShop, value)]

export const serviceDown = heartbeat('ServiceDown', expected.unless(answering, 'job', 'service'), {
  priority: 'P0',
  for: '1m',
  expected,
  owner: 'platform',
  summary: ({ service }) => `${service} does not answer.`,
  means: 'The service is down or gone; what it serves or measures is not there.',
  check: [
    'Is the process running, and what are its last log lines?',
    'Does it answer on its address from the host of Prometheus?',
    'Did a deployment, a full disk or the out-of-memory killer stop it?',
  ],
  example: { of: ofShop, from: seen, gone: [stands(metrics.plimsoll_target_expected, ofShop, 1)] },
})

/** Time in which the service answers; a target that vanished counts as down. */
const reachable = up.max('service').or(targetExpected.max('service').times(0))
const expectedService = targetExpected.max('service')

export const availability = objective('AvailabilityBudgetBurn', expectedService.minus(reachable), expectedService, {
  target: percent(99.9),
  levels: ['P0', 'P1', 'P2', 'P3'],
  /** A tenth of the long window has been watched, more than the short one: the minute in which a stack starts is no outage. */
  atLeast: count(0.1),
  owner: 'platform',
  summary: ({ service }) => `${service} has been away for more of the month than promised.`,
  means: 'At this pace the service misses its 99.9 % availability over 30 days, 43 minutes in all.',
  check: ['When was it away? See the availability panel.', 'Does it restart? See its start time and its last log lines.'],
  silencedBy: [serviceDown],
  example: {
    of: { service: 'shop' },
    from: (badShare) => [stands(metrics.plimsoll_target_expected, ofShop, 1), stands(metrics.up, onShop, 1 - badShare)],
  },
})

export const databaseDown = threshold('DatabaseDown', databaseUp.min('target'), {
  P0: { below: count(1), for: '1m' },
  owner: 'platform',
  summary: ({ target }) => `The database ${target} does not answer.`,
  means: 'Nothing can be bought or signed in to.',
  check: [
    'Is the server running, and what are its last log lines?',
    'Is its disk full?',
    'Are its connections used up? Then even the exporter gets none.',
  ],
  example: { of: { target: 'shop' }, from: (value) => [stands(metrics.pg_up, { target: 'shop', ...onExporter }, value)] },
})

export const cacheDown = threshold('CacheDown', cacheUp.min('target'), {
  P1: { below: count(1), for: '1m' },
  owner: 'platform',
  summary: ({ target }) => `The cache ${target} does not answer.`,
  means: 'Pages are slower and the database carries the whole load.',
  check: ['Is the server running, and what are its last log lines?', 'Did it run out of memory?', 'Watch the database connections.'],
  example: { of: { target: 'shop' }, from: (value) => [stands(metrics.redis_up, { target: 'shop', ...onExporter }, value)] },
})

const unanswered = rates
  .where({ outcome: not('success') })
  .increase('5m')
  .sum('service')

export const outsideApi = threshold('OutsideApiFailing', unanswered, {
  P1: { above: count(5), for: '1m' },
  owner: 'shop',
  summary: ({ service }) => `${service} gets no currency rates from outside.`,
  means: 'Prices in other currencies are those of a while ago, and later none.',
  check: [
    'Does the service answer from the host of the shop? Its outcome says whether it is away, slow or talks nonsense.',
    'Does its status page tell of an outage? Then there is nothing to do but wait.',
    'Did a certificate, an address or a key change?',
  ],
  example: {
    of: { service: 'shop' },
    from: (failures) => [grows(metrics.shop_rates_requests_total, { outcome: 'timeout', ...onShop }, failures / 300)],
  },
})

export const probeDown = threshold('ProbeDown', probed.min('target'), {
  P1: { below: count(1), for: '2m' },
  owner: 'platform',
  summary: ({ target }) => `The address ${target} outside does not answer as it should.`,
  means: 'What the shop asks of it fails or soon will, whatever the shop itself still says.',
  check: [
    'Does it answer from the host of the exporter? /probe?target=…&debug=true says in which phase it fails.',
    'Does only one probe fail? Then it is that service; if all do, it is our network or DNS.',
    'Did its certificate expire, or its address change?',
  ],
  example: {
    of: { target: 'rates' },
    from: (value) => [stands(metrics.probe_success, { target: 'rates', ...onExporter }, value)],
  },
})

export const outsideApiSlow = threshold('OutsideApiSlow', ratesDuration.mean('5m', 'service'), {
  P2: { above: seconds(1), for: '10m' },
  atLeast: { signal: ratesDuration.rate('5m').sum('service'), above: perMinute(0.5) },
  owner: 'shop',
  summary: ({ service }) => `${service} waits long for currency rates from outside.`,
  means: 'Prices in other currencies come late; before long they do not come at all.',
  check: [
    'Is it as slow from the host of the shop? The phases of the probe say whether it is the network or the service.',
    'Does its status page tell of an outage? Then there is nothing to do but wait.',
  ],
  silencedBy: [outsideApi],
  example: {
    of: { service: 'shop' },
    from: (mean) => observes(metrics.shop_rates_request_duration_seconds, onShop, mean, 0.1),
  },
})

export const certificate = threshold('CertificateExpiring', expiry.min('target').left(), {
  P1: { below: days(14), for: '1h' },
  owner: 'operations',
  summary: ({ target }) => `The certificate of ${target} expires soon.`,
  means: 'From that moment on nobody who is careful talks to it any more: browsers, the shop, its customers.',
  check: [
    'Is it ours? Then renew it now, and find out why that did not happen by itself.',
    "Is it another's? Tell them; nobody may have noticed.",
    'Was it renewed and not loaded? Compare the file with what the address shows.',
  ],
  example: {
    of: { target: 'rates' },
    from: (left) => [ticks(metrics.probe_ssl_earliest_cert_expiry, { target: 'rates', ...onExporter }, left)],
  },
})
