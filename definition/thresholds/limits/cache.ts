import { metrics } from '../../catalogue/index.js'
import { count, days, percent, perMinute, query } from '../../promql/index.js'
import { grows, stands, threshold } from '../language/index.js'
import { onExporter, onShop } from './targets.js'

const {
  cache_requests_total: lookups,
  cache_operation_failures_total: failures,
  redis_memory_used_bytes: memory,
  redis_memory_max_bytes: memoryMaximum,
  redis_evicted_keys_total: evicted,
  redis_rejected_connections_total: rejected,
} = query(metrics)

const looked = lookups.rate('10m').sum('service', 'cache')
const hit = lookups.where({ outcome: 'hit' }).rate('10m').sum('service', 'cache')
const ofCache = { service: 'shop', cache: 'products' }
const onServer = { target: 'shop', ...onExporter } as const
const looks = (outcome: 'hit' | 'miss', perSecond: number) =>
  grows(metrics.cache_requests_total, { ...ofCache, outcome, ...onShop }, perSecond)

export const cacheHitRatio = threshold('CacheHitRatioLow', hit.per(looked), {
  P2: { below: percent(70), for: '10m' },
  P3: { below: percent(90), for: '30m' },
  atLeast: { signal: looked, above: perMinute(30) },
  owner: 'platform',
  summary: ({ service, cache }) => `The cache ${cache} of ${service} misses too often.`,
  means: 'Requests that the cache should answer reach the database; pages get slower.',
  check: [
    'Was the cache flushed or restarted? Then it fills again by itself within minutes.',
    'Are keys evicted? Then its memory is too small.',
    'Did a release change keys or their time to live?',
  ],
  example: { of: ofCache, from: (share) => [looks('hit', 10 * share), looks('miss', 10 * (1 - share))] },
})

/** A server without a maximum has no share of it: the comparison with 0 drops it. */
const limited = memoryMaximum.max('target').above({ value: 0, unit: 'bytes', text: '0' })
const memoryShare = memory.max('target').per(limited)
const holds = (share: number) => [
  stands(metrics.redis_memory_used_bytes, onServer, 1e8 * share),
  stands(metrics.redis_memory_max_bytes, onServer, 1e8),
]

export const cacheMemory = threshold('CacheMemoryHigh', memoryShare, {
  P2: { above: percent(85), for: '10m' },
  owner: 'platform',
  summary: ({ target }) => `The cache ${target} is nearly full.`,
  means: 'At its maximum the cache throws keys out or refuses to store; the hit ratio falls.',
  check: ['Which keys grew? Sample them by prefix.', 'Do keys lack a time to live?', 'Is the maximum still right for the data?'],
  example: { of: { target: 'shop' }, from: holds },
})

/** The share that will be held in a day if the last six hours go on; a line through the first minutes says nothing. */
const filling = memory.predictLinear('6h', days(1)).max('target').per(limited).and(memoryShare.offset('3h'), 'target')

export const cacheMemoryForecast = threshold('CacheMemoryFullSoon', filling, {
  P3: { above: percent(100), for: '1h' },
  atLeast: { signal: memoryShare, above: percent(50) },
  owner: 'platform',
  summary: ({ target }) => `The cache ${target} will be full within a day.`,
  means: 'Memory grows steadily; at this pace the maximum is reached tomorrow.',
  check: ['Which keys grew? Sample them by prefix.', 'Do keys lack a time to live?'],
  silencedBy: [cacheMemory],
  example: { of: { target: 'shop' }, from: holds },
})

export const cacheEvictions = threshold('CacheEvicting', evicted.rate('5m').sum('target'), {
  P2: { above: { ...count(0), unit: 'count per second' }, for: '10m' },
  owner: 'platform',
  summary: ({ target }) => `The cache ${target} throws out keys that have not expired.`,
  means: 'The cache is too small for what it is asked to hold.',
  check: ['How full is it? See its memory.', 'Raise maxmemory or shorten the time to live of the largest keys.'],
  silencedBy: [cacheMemory],
  example: { of: { target: 'shop' }, from: (value) => [grows(metrics.redis_evicted_keys_total, onServer, value)] },
})

export const cacheRejections = threshold('CacheConnectionsRejected', rejected.rate('5m').sum('target'), {
  P2: { above: { ...count(0), unit: 'count per second' }, for: '10m' },
  owner: 'platform',
  summary: ({ target }) => `The cache ${target} refuses connections.`,
  means: 'Clients beyond maxclients get none; their requests go to the database.',
  check: ['Who holds connections? CLIENT LIST by address and name.', 'Does a service open one a request instead of sharing one?'],
  example: { of: { target: 'shop' }, from: (value) => [grows(metrics.redis_rejected_connections_total, onServer, value)] },
})

const failing = failures.rate('5m').sum('service', 'cache')
const asked = lookups.rate('5m').sum('service', 'cache')

export const cacheFailures = threshold('CacheOperationsFailing', failing.per(asked), {
  P2: { above: percent(5), for: '5m' },
  atLeast: { signal: asked, above: perMinute(30) },
  owner: 'platform',
  summary: ({ service, cache }) => `${service} cannot use its cache ${cache}.`,
  means: 'The server may be well and the way to it is not: what fails counts as a miss and is read from the database.',
  check: [
    'Does the alert CacheDown fire as well? Then the server is away.',
    'What does the log of the service say of its connection: refused, timed out, no permission?',
    'Did a password, an access list or a network change?',
  ],
  example: {
    of: ofCache,
    from: (share) => [
      looks('miss', 10),
      grows(metrics.cache_operation_failures_total, { ...ofCache, operation: 'get', ...onShop }, 10 * share),
    ],
  },
})
