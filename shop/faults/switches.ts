interface FaultSwitch {
  readonly name: string
  readonly does: string
  /** Alerts that it must fire. */
  readonly fires: readonly string[]
  /** Alerts that it must leave silent. */
  readonly spares: readonly string[]
  /** Share of the calls that it hits when the caller names none. */
  readonly share: number
  /** The route that it hits when the caller names none; absent where it hits no route. */
  readonly route?: string
}

/** Every way in which the shop can be broken on purpose, with what the definition must say about it. */
export const faultSwitches = [
  {
    name: 'errors',
    does: 'A share of the requests to one route answers 500.',
    fires: ['HttpErrorRatioHigh'],
    spares: ['PaymentSuccessLow', 'StockLow', 'ServiceDown', 'DatabaseDown', 'CacheDown'],
    share: 0.3,
    route: '/api/products',
  },
  {
    name: 'declined-payments',
    does: 'The payment stand-in declines a share of the payments.',
    fires: ['PaymentSuccessLow'],
    spares: ['HttpErrorRatioHigh', 'StockLow', 'ServiceDown', 'DatabaseDown', 'CacheDown'],
    share: 0.2,
  },
] as const satisfies readonly FaultSwitch[]

export type FaultName = (typeof faultSwitches)[number]['name']
