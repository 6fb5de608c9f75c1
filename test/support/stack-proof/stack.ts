/** A running stack as the proofs see it, whatever runs it: addresses, and the questions that are asked of them. */

export type Reached = 'storefront' | 'shop' | 'exporter' | 'desk' | 'prometheus' | 'alertmanager'

export interface StackUnderTest {
  readonly kind: 'native' | 'containers'
  /** As this test reaches them, without a closing slash. */
  readonly urls: Readonly<Record<Reached, string>>
  /** Sent with every fault where the shop asks for it. */
  readonly faultsToken?: string
  /** Who shows the dashboards; `redirect` where the desk leads to a Grafana that this test could not start. */
  readonly dashboards: 'grafana' | 'desk' | 'redirect'
  /** An address that stands in an alert, as this test reaches it. */
  readonly reached: (address: string) => string
}

/** How often the stack is asked, in milliseconds: it changes every fifteen seconds. */
const PAUSE = 1_000

export const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * Asks until the answer is no complaint.
 * @throws Error with the last complaint when the time is over.
 */
export async function until(seconds: number, complaint: () => Promise<string | undefined>): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const said = await complaint().catch((error: unknown) => String(error))
    if (said === undefined) return
    if (Date.now() > deadline) throw new Error(`still after ${seconds} s: ${said}`)
    await sleep(PAUSE)
  }
}

/** A JSON answer; anything but 2xx is an error with what was said. */
export async function ask<T>(url: string, request: RequestInit = {}): Promise<T> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(20_000), ...request })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${request.method ?? 'GET'} ${url} answered ${answer.status}: ${text.slice(0, 300)}`)
  return JSON.parse(text) as T
}

export type Labels = Readonly<Record<string, string>>

/** Prometheus' envelope, opened. */
export async function askPrometheus<T>({ urls }: StackUnderTest, path: string, parameters: Labels = {}): Promise<T> {
  const { data } = await ask<{ readonly data: T }>(`${urls.prometheus}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`)
  return data
}

/** An alert as the desk's inbox answers it. */
export interface InboxAlert {
  readonly id: number
  readonly alertname: string
  readonly status: 'firing' | 'resolved'
  readonly priority: string | null
  readonly service: string | null
  readonly labels: Labels
  readonly annotations: Labels
  /** Prometheus' page of the alert's expression. */
  readonly generatorUrl: string
  readonly startsAt: string
  readonly endsAt: string | null
  readonly receivedAt: string
}

/** Everything that the inbox was told, the newest first. */
export const inboxOf = async ({ urls }: StackUnderTest): Promise<readonly InboxAlert[]> =>
  (await ask<{ readonly alerts: readonly InboxAlert[] }>(`${urls.desk}/api/alerts?limit=1000`)).alerts

export interface PrometheusAlert {
  readonly state: 'pending' | 'firing'
  readonly labels: Labels
  readonly value: string
}

export const prometheusAlerts = async (stack: StackUnderTest): Promise<readonly PrometheusAlert[]> =>
  (await askPrometheus<{ readonly alerts: readonly PrometheusAlert[] }>(stack, 'alerts')).alerts

export interface AlertmanagerAlert {
  readonly labels: Labels
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] }
}

export const alertmanagerAlerts = ({ urls }: StackUnderTest): Promise<readonly AlertmanagerAlert[]> =>
  ask(`${urls.alertmanager}/api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true`)

/** @example nameOf({ alertname: 'ServiceDown', priority: 'P0', service: 'shop' }) // ServiceDown P0 shop */
export const nameOf = ({ alertname, priority, service, route, instance }: Labels): string =>
  [alertname, priority, service ?? instance, route].filter((part) => part !== undefined).join(' ')
