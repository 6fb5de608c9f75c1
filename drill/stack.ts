import { setTimeout as sleep } from 'node:timers/promises'
import { reveal, UsageError, type Secret } from '../configuration/index.js'

/** A fault switch as the shop lists it. */
export interface FaultSwitch {
  readonly name: string
  readonly does: string
  readonly fires: readonly string[]
  readonly echoes?: readonly string[]
  readonly spares: readonly string[]
  /** Why nothing else may be broken with it; absent where something may. */
  readonly alone?: string
  /** Its alert compares with the hour before. */
  readonly needsPast?: boolean
}

/** One occurrence of an alert, as the inbox of the desk holds it. */
export interface Told {
  readonly id: number
  readonly alertname: string
  readonly priority: string | null
  readonly status: 'firing' | 'resolved'
}

/** For each alert that Prometheus evaluates, how long the quickest of its levels waits, in seconds. */
export type Waits = ReadonlyMap<string, number>

/** A stack with switches, as a drill needs it: throw and heal, look into the inbox. */
export interface DrilledStack {
  readonly switches: readonly FaultSwitch[]
  /** Faults that are thrown now. */
  readonly thrown: () => Promise<readonly string[]>
  /** The sentence with which the shop refuses, or nothing. */
  readonly break: (fault: string, seconds: number) => Promise<string | undefined>
  readonly heal: (fault: string) => Promise<void>
  /** What the inbox was told last: the thousand newest, and no drill makes as many. */
  readonly inbox: () => Promise<readonly Told[]>
  /** What fires now, however long it has. */
  readonly firing: () => Promise<readonly Told[]>
  readonly defined: () => Promise<Waits>
}

interface Addresses {
  readonly shop: string
  readonly desk: string
  readonly prometheus: string
  readonly token?: Secret | undefined
}

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** A stack that is being broken may be slow to answer. */
const PATIENCE_MILLISECONDS = 30_000

const call = async (url: string, request: RequestInit = {}): Promise<Answer> => {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) })
  const text = await response.text()
  const body: unknown = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {}
  return { status: response.status, body: typeof body === 'object' && body !== null ? (body as Answer['body']) : {} }
}

/** An answer that must be there; a stack that does not answer is used wrongly. */
const reached = async (url: string, what: string, option: string, request?: RequestInit): Promise<Answer> => {
  try {
    return await call(url, request)
  } catch {
    throw new UsageError(`No ${what} answers at ${new URL(url).origin}; start the stack, or say with --${option} where it is.`)
  }
}

/** Asked again and again: a stack that is being broken may not answer once, and that is no end of a drill. */
const TRIES = 10
const PAUSE_MILLISECONDS = 1000

const again = async (url: string, request?: RequestInit): Promise<Answer> => {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await call(url, request)
      if (answer.status < 500 || attempt === TRIES) return answer
    } catch (error) {
      if (attempt === TRIES) throw error
    }
    await sleep(PAUSE_MILLISECONDS)
  }
}

const sentenceOf = ({ status, body }: Answer): string => (typeof body['error'] === 'string' ? body['error'] : `it answers ${status}.`)

/** A desk or a Prometheus that answers otherwise says why itself. */
const well = async (asked: Promise<Answer>, what: string): Promise<Answer> => {
  const answer = await asked
  if (answer.status === 200) return answer
  throw new UsageError(`${what} cannot be used now: ${sentenceOf(answer)}`)
}

const listOf = <T>(value: unknown, where: string): readonly T[] => {
  if (Array.isArray(value)) return value as readonly T[]
  throw new UsageError(`What answers at ${where} is not what a drill needs; correct the address.`)
}

const refusedSwitches = ({ status }: Answer, shop: string): UsageError => {
  if (status === 403) return new UsageError(`The shop at ${shop} asks for its token: name its file with --token-file, or set FAULTS_TOKEN.`)
  return new UsageError(`The shop at ${shop} has no fault switches (it answers ${status}); start it with SHOP_FAULTS=on.`)
}

interface RuleGroup {
  readonly rules: readonly { readonly name: string; readonly type: string; readonly duration?: number }[]
}

const alertsOf = ({ body }: Answer, prometheus: string): Waits => {
  const data = body['data']
  const groups = listOf<RuleGroup>(typeof data === 'object' && data !== null && 'groups' in data ? data.groups : undefined, prometheus)
  const waits = new Map<string, number>()
  for (const { name, type, duration = 0 } of groups.flatMap(({ rules }) => rules))
    if (type === 'alerting') waits.set(name, Math.min(duration, waits.get(name) ?? duration))
  return waits
}

/**
 * Finds the stack and asks whether it can be drilled.
 *
 * @throws UsageError for an address where nobody answers, and for a shop without switches.
 */
export const findStack = async ({ shop, desk, prometheus, token }: Addresses): Promise<DrilledStack> => {
  const headers = { 'content-type': 'application/json', ...(token ? { 'x-faults-token': reveal(token) } : {}) }
  const faults = `${shop}/api/faults`
  const listed = await reached(faults, 'shop', 'shop-url', { headers })
  if (listed.status !== 200) throw refusedSwitches(listed, shop)
  const inboxAt = `${desk}/api/alerts?limit=1000`
  const rulesAt = `${prometheus}/api/v1/rules?type=alert`
  listOf((await well(reached(inboxAt, 'desk', 'desk-url'), 'The desk')).body['alerts'], desk)
  alertsOf(await well(reached(rulesAt, 'Prometheus', 'prometheus-url'), 'Prometheus'), prometheus)
  return Object.freeze({
    switches: listOf<FaultSwitch>(listed.body['faults'], shop),
    thrown: async () => listOf<{ name: string }>((await again(faults, { headers })).body['active'], shop).map(({ name }) => name),
    break: async (fault: string, seconds: number) => {
      const answer = await again(`${faults}/${fault}`, { method: 'POST', headers, body: JSON.stringify({ seconds }) })
      return answer.status === 201 ? undefined : sentenceOf(answer)
    },
    heal: async (fault: string) => {
      const answer = await again(`${faults}/${fault}`, { method: 'DELETE', headers })
      if (answer.status !== 200) throw new Error(`${fault} could not be healed: ${sentenceOf(answer)}`)
    },
    inbox: async () => listOf<Told>((await again(inboxAt)).body['alerts'], desk),
    firing: async () => listOf<Told>((await again(`${inboxAt}&status=firing`)).body['alerts'], desk),
    defined: async () => alertsOf(await again(rulesAt), prometheus),
  })
}
