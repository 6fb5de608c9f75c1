/** A limit of the ledger as this fault moves it: what Prometheus is asked, and the figure on whose other side the answer then lies. */
export type Crossing = {
  readonly limit: `L${number}`
  /** PromQL; `$window` stands for the range of a rate and `$past` for how long ago things were as usual. */
  readonly signal: string
} & ({ readonly above: number } | { readonly below: number })

export interface FaultSwitch {
  readonly name: string
  readonly does: string
  readonly crosses: readonly [Crossing, ...Crossing[]]
  /** Alerts that it must fire; one that the definition does not have yet cannot. */
  readonly fires: readonly [string, ...string[]]
  /** Alerts that may come with it or after it, because they look further back or at a part of the same. */
  readonly echoes?: readonly string[]
  /** Alerts that it must leave silent. */
  readonly spares: readonly string[]
  /** Why a drill may break nothing else with it, though no alert is theirs in common; absent where it may. */
  readonly alone?: string
  /** Its alert compares with the hour before, which a stack that has just started does not have: a drill breaks it last. */
  readonly needsPast?: boolean
  /** How long it lasts when the caller does not say. */
  readonly seconds: number
  /** Share of what it hits when the caller names none. */
  readonly share: number
  /** The route that it hits when the caller names none; absent where it hits no route. */
  readonly route?: string
}

const ERRORS = 'sum(rate(http_requests_total{service="shop",status_code=~"5.."}[$window]))'
const REQUESTS = 'sum(rate(http_requests_total{service="shop"}[$window]))'

/** L1: more than 2 % of the answers are errors. */
export const failing: Crossing = { limit: 'L1', signal: `${ERRORS} / ${REQUESTS}`, above: 0.02 }

/** L2: one request in twenty takes longer than half a second. */
export const slow: Crossing = {
  limit: 'L2',
  signal: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="shop"}[$window])))',
  above: 0.5,
}

/** L14: the cache answers less than 70 % of what it is asked. */
export const missing: Crossing = {
  limit: 'L14',
  signal: 'sum(rate(cache_requests_total{outcome="hit"}[$window])) / sum(rate(cache_requests_total[$window]))',
  below: 0.7,
}

/** What stands and falls with servers, and which no fault but a server's death may wake. */
export const SERVERS = ['ServiceDown', 'DatabaseDown', 'CacheDown'] as const
/** What the shop promises its customers: it answers, and in time. */
export const ANSWERS = ['HttpErrorRatioHigh', 'HttpLatencyHigh', 'HttpMeanLatencyHigh'] as const
/** Budgets of a month, which a short fault burns faster than they allow. */
export const BUDGETS = ['HttpErrorBudgetBurn', 'HttpLatencyBudgetBurn'] as const
