/**
 * Every process of the stack, where it listens and whether Prometheus scrapes it. Scrape jobs, the expected targets,
 * the native stack's ports and the links in alerts all come from this one list.
 */

export interface Service {
  /** Name of the container and host name on its networks. */
  readonly name: string
  /** One line for the person who watches the start. */
  readonly what: string
  readonly port: number
  /** The variable that moves the port. */
  readonly portVariable: `PLIMSOLL_${string}_PORT`
  /** Set where a person opens it in a browser or a client. */
  readonly published: boolean
  readonly scrape?: Scrape
}

export interface Scrape {
  readonly job: string
  readonly path: string
  readonly intervalSeconds: number
  /** Samples above which the scrape is refused: a runaway label must not take Prometheus with it. */
  readonly sampleLimit: number
}

/** Scrape and evaluation interval; every window and `for` is checked against it. */
export const INTERVAL_SECONDS = 15

const scrape = (job: string, sampleLimit: number, path = '/metrics'): Scrape => ({
  job,
  path,
  intervalSeconds: INTERVAL_SECONDS,
  sampleLimit,
})

export const services = {
  storefront: { name: 'storefront', what: 'shop storefront', port: 5173, portVariable: 'PLIMSOLL_STOREFRONT_PORT', published: true },
  shop: {
    name: 'shop',
    what: 'shop API',
    port: 4000,
    portVariable: 'PLIMSOLL_SHOP_PORT',
    published: true,
    scrape: scrape('shop', 20_000),
  },
  exporter: {
    name: 'exporter',
    what: 'exporter: PostgreSQL, Redis, system and business figures',
    port: 9464,
    portVariable: 'PLIMSOLL_EXPORTER_PORT',
    published: true,
    scrape: scrape('exporter', 50_000),
  },
  desk: {
    name: 'desk',
    what: 'alert inbox',
    port: 9465,
    portVariable: 'PLIMSOLL_DESK_PORT',
    published: true,
    scrape: scrape('desk', 5_000),
  },
  // not scraped: it stands for a service of somebody else
  rates: {
    name: 'rates',
    what: 'currency rates, as an outside service gives them',
    port: 4010,
    portVariable: 'PLIMSOLL_RATES_PORT',
    published: false,
  },
  prometheus: {
    name: 'prometheus',
    what: 'Prometheus',
    port: 9090,
    portVariable: 'PLIMSOLL_PROMETHEUS_PORT',
    published: true,
    scrape: scrape('prometheus', 20_000),
  },
  alertmanager: {
    name: 'alertmanager',
    what: 'Alertmanager',
    port: 9093,
    portVariable: 'PLIMSOLL_ALERTMANAGER_PORT',
    published: true,
    scrape: scrape('alertmanager', 5_000),
  },
  grafana: { name: 'grafana', what: 'Grafana', port: 3000, portVariable: 'PLIMSOLL_GRAFANA_PORT', published: true },
} as const satisfies Readonly<Record<string, Service>>

export type ServiceName = keyof typeof services
