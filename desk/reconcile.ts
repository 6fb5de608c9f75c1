import type { Logger } from 'pino'
import type { Store } from './store/store.js'

/**
 * Alertmanager says nothing of an alert that ends while it is inhibited or silenced: its resolution never comes, and the
 * inbox would show it for ever. So the desk asks what Alertmanager still holds and closes what it does not.
 */
export interface AlertmanagerApi {
  /** As the desk reaches it, which need not be as a browser does: `http://alertmanager:9093`. */
  readonly url: string
  /** 30 when left away. */
  readonly everySeconds?: number
  /** A young Alertmanager has not been told everything yet and is not believed; 300 when left away. */
  readonly settledAfterSeconds?: number
}

const EVERY = 30
const SETTLED_AFTER = 300
const PATIENCE = 5000

interface HeldAlert {
  readonly fingerprint: string
  readonly labels: Readonly<Record<string, string>>
}

const ask = async (url: string): Promise<unknown> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) })
  if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}`)
  return answer.json()
}

const isSettled = (status: unknown, seconds: number): boolean => {
  const { uptime } = status as { readonly uptime?: string }
  return Date.now() - Date.parse(uptime ?? '') >= seconds * 1000
}

/** What Alertmanager holds, silenced and inhibited too; nothing when it cannot know: too young, or without the Watchdog. */
const heldFingerprints = async ({ url, settledAfterSeconds = SETTLED_AFTER }: AlertmanagerApi): Promise<readonly string[] | undefined> => {
  if (!isSettled(await ask(`${url}/api/v2/status`), settledAfterSeconds)) return undefined
  const held = (await ask(`${url}/api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true`)) as readonly HeldAlert[]
  const isToldAll = held.some(({ labels }) => labels['alertname'] === 'Watchdog')
  return isToldAll ? held.map(({ fingerprint }) => fingerprint) : undefined
}

/** Compares inbox and Alertmanager for as long as the desk runs; returns what ends it. */
export const startReconciling = (api: AlertmanagerApi, store: Store, logger: Logger): (() => void) => {
  let failing = false
  const compare = async (): Promise<void> => {
    try {
      const held = await heldFingerprints(api)
      const closed = held === undefined ? 0 : await store.closeUnheld(held)
      if (closed > 0) logger.info({ closed }, 'closed alerts that Alertmanager no longer holds')
      failing = false
    } catch (error) {
      if (!failing)
        logger.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'the inbox could not be compared with Alertmanager')
      failing = true
    }
  }
  const every = (api.everySeconds ?? EVERY) * 1000
  let timer = setTimeout(function again() {
    void compare().finally(() => {
      if (!stopped) timer = setTimeout(again, every).unref()
    })
  }, every).unref()
  let stopped = false
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
