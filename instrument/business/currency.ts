import { RATES_OUTCOMES, shopEvents } from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { counterOf, gaugeOf, histogramOf } from '../values.js'

interface RatesState {
  /** Seconds since the rates in use were fetched. */
  readonly age: () => number
  /** Whether requests are held back. */
  readonly isOpen: () => boolean
}

/** What happens between a shop and the service that gives it currency rates. */
export interface CurrencyEvents {
  /** One request with its time; one that was skipped took none. */
  readonly ratesRequest: (outcome: (typeof RATES_OUTCOMES)[number], seconds?: number) => void
  /** Shows how old the rates are, read when Prometheus asks. */
  readonly showRates: (state: RatesState) => void
}

export const currencyEvents = (instruments: Instruments): CurrencyEvents => {
  const requests = counterOf(instruments, shopEvents.shop_rates_requests_total)
  const duration = histogramOf(instruments, shopEvents.shop_rates_request_duration_seconds)
  const age = gaugeOf(instruments, shopEvents.shop_rates_age_seconds)
  const circuit = gaugeOf(instruments, shopEvents.shop_rates_circuit_open)
  for (const outcome of RATES_OUTCOMES) requests.inc({ outcome }, 0)
  return Object.freeze({
    ratesRequest: (outcome, seconds) => {
      requests.inc({ outcome })
      if (seconds !== undefined) duration.observe({}, seconds)
    },
    showRates: (state) => {
      instruments.beforeRender(() => {
        age.set({}, state.age())
        circuit.set({}, state.isOpen() ? 1 : 0)
      })
    },
  } satisfies CurrencyEvents)
}
