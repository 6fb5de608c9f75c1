import { counter, family, gauge, histogram } from '../metric.js'

export const RATES_OUTCOMES = ['success', 'timeout', 'unreachable', 'refused', 'invalid', 'skipped'] as const

/** What a shop needs of an outside service: currency rates. */
export const currencyEvents = family('application', {
  shop_rates_requests_total: counter({
    help: 'Requests for currency rates to the outside service, by outcome; those skipped were not made, for it kept failing.',
    labels: { outcome: RATES_OUTCOMES },
    source: 'business event ratesRequest',
  }),
  shop_rates_request_duration_seconds: histogram({
    help: 'Time the outside service of currency rates took, failures included.',
    source: 'business event ratesRequest',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  }),
  shop_rates_age_seconds: gauge({
    help: 'Age of the currency rates in use; while there are none, how long they have been waited for.',
    source: 'business event showRates',
  }),
  shop_rates_circuit_open: gauge({
    help: 'Whether requests for currency rates are held back because the outside service kept failing (1) or not (0).',
    source: 'business event showRates',
  }),
})
