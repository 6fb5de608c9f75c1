import { family, gauge } from '../metric.js'

/** Which shop runs, and what time it believes it is. */
export const runningShop = family('application', {
  shop_release_info: gauge({
    help: 'The release that runs (1); one that ran before in the same process stands at 0.',
    labels: { version: 'open' },
    source: 'package.json',
    series: 1,
  }),
  shop_clock_timestamp_seconds: gauge({
    help: "The shop's own clock when the page was made, in seconds since the epoch.",
    source: 'Date.now()',
  }),
})
