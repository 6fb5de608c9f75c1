import { pino } from 'pino'
import { serveDesk } from '../../../desk/index.js'
import type { DeskOptions, RunningDesk } from '../../../desk/index.js'

/** A desk on a free port that writes no log. */
export const startDesk = (options: DeskOptions): Promise<RunningDesk> =>
  serveDesk({ port: 0, environment: {}, logger: pino({ level: 'silent' }), ...options })

export interface Told {
  readonly status?: 'firing' | 'resolved'
  readonly fingerprint?: string
  readonly startsAt?: string
  readonly endsAt?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** What Alertmanager sends for these alerts. */
export const notification = (...alerts: readonly Told[]) => ({
  version: '4',
  groupKey: '{}:{}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'desk',
  externalURL: 'http://alertmanager:9093',
  alerts: alerts.map((told) => Object.assign(usual(), told)),
})

const usual = (): Told & { readonly generatorURL: string } => ({
  status: 'firing',
  fingerprint: '00000000000000aa',
  startsAt: '2026-11-21T08:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  labels: { alertname: 'HttpErrorRatioHigh', priority: 'P0', service: 'shop', route: '/api/orders' },
  annotations: { summary: 'Too many failed answers on /api/orders.', description: '12.4 % against a limit of 2 %.' },
  generatorURL: 'http://prometheus:9090/graph?g0.expr=up&g0.tab=1',
})

export const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

export interface Answer {
  readonly id: number
  readonly status: string
  readonly alertname: string
  readonly priority: string | null
  readonly service: string | null
  readonly startsAt: string
  readonly endsAt: string | null
  readonly notifications: number
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly history?: readonly { readonly status: string; readonly cause: string; readonly at: string }[]
}

export const listAlerts = async (desk: RunningDesk, query = ''): Promise<readonly Answer[]> => {
  const answer = await fetch(`${desk.url}/api/alerts${query}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { alerts: readonly Answer[] }).alerts
}

export const findAlert = async (desk: RunningDesk, id: number | undefined): Promise<Answer> =>
  (await (await fetch(`${desk.url}/api/alerts/${id}`)).json()) as Answer

/** Asks until the answer is there. */
export const eventually = async <T>(ask: () => Promise<T | undefined | false>, seconds = 30): Promise<T> => {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const found = await ask()
    if (found !== undefined && found !== false) return found
    if (Date.now() > deadline) throw new Error(`it did not come about within ${seconds} s`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
