import { counter, family, gauge, histogram } from './metric.js'

/** Methods that are counted by name; whatever else a client sends is counted as OTHER. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'OTHER'] as const

/** Holds 0.2, 0.5 and 1 s because limits stand there: a limit off the bounds cannot be read exactly. */
export const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10] as const
const SIZE_BUCKETS = [256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304] as const

const source = 'instrument/http'

export const http = family('application', {
  http_requests_total: counter({
    help: 'HTTP requests answered; an aborted one counts as 499.',
    labels: { method: METHODS, route: 'open', status_code: 'open' },
    source,
    series: 100,
  }),
  http_request_duration_seconds: histogram({
    help: 'Time from the first byte of the request to the last byte of the answer.',
    labels: { method: METHODS, route: 'open', status_code: 'open' },
    source,
    series: 100,
    buckets: DURATION_BUCKETS,
  }),
  http_requests_in_flight: gauge({ help: 'HTTP requests being answered now.', source }),
  http_request_size_bytes: histogram({
    help: 'Size of request bodies, as their Content-Length states it.',
    labels: { method: METHODS, route: 'open' },
    source,
    series: 40,
    buckets: SIZE_BUCKETS,
  }),
  http_response_size_bytes: histogram({
    help: 'Size of answer bodies sent.',
    labels: { method: METHODS, route: 'open' },
    source,
    series: 40,
    buckets: SIZE_BUCKETS,
  }),
})
