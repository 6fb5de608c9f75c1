import { counter, family, histogram } from './metric.js'

export const DEVICES = ['phone', 'tablet', 'desktop'] as const
export const CONNECTIONS = ['4g', '3g', '2g', 'slow-2g', 'unknown'] as const
export const BEACON_OUTCOMES = ['counted', 'malformed', 'too_many'] as const

const source = 'instrument/vitals'
/** Which pages there are, the application says; it hands the list to the beacon, which takes no other. */
const labels = { page: 'open', device: DEVICES, connection: CONNECTIONS } as const
const series = 40

/** What browsers tell of the pages as people met them. Each list of bounds holds where good ends and where poor begins. */
export const web = family('application', {
  web_vitals_lcp_seconds: histogram({
    help: 'Time until the largest part of a page stood there (LCP), as browsers told it.',
    labels,
    source,
    series,
    buckets: [0.5, 1, 1.5, 2.5, 4, 6, 10],
  }),
  web_vitals_fcp_seconds: histogram({
    help: 'Time until a page showed anything (FCP), as browsers told it.',
    labels,
    source,
    series,
    buckets: [0.5, 1, 1.8, 3, 5, 10],
  }),
  web_vitals_ttfb_seconds: histogram({
    help: 'Time until the first byte of a page came (TTFB), as browsers told it.',
    labels,
    source,
    series,
    buckets: [0.1, 0.2, 0.4, 0.8, 1.8, 3, 5],
  }),
  web_vitals_inp_seconds: histogram({
    help: 'Time a page took to answer its slowest click or key (INP), as browsers told it.',
    labels,
    source,
    series,
    buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2],
  }),
  web_vitals_cls_ratio: histogram({
    help: 'How much of a page moved while it was looked at (CLS), as browsers told it.',
    labels,
    source,
    series,
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1],
  }),
  web_vitals_beacons_total: counter({
    help: 'Beacons that came, by what became of them.',
    labels: { outcome: BEACON_OUTCOMES },
    source,
  }),
})
