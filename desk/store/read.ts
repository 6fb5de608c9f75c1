import type { InboxAlert, StatusChange, Urgency, WatchdogSight } from '../inbox/alert.js'
import type { AlertFilter } from '../inbox/filter.js'
import { ALERT_COLUMNS, fromChangeRow, fromRow } from './rows.js'
import type { AlertRow, ChangeRow } from './rows.js'

/** The query function of instrument/'s pool: named, timed. */
export interface NamedQueries {
  query(name: string, text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

const LIST = `select ${ALERT_COLUMNS} from desk.alerts
  where ($1::text is null or status = $1) and ($2::text is null or priority = $2) and ($3::text is null or alertname = $3)
    and ($4::text is null or service = $4) and ($5::timestamptz is null or starts_at >= $5)
  order by starts_at desc, id desc limit $6`

export const listAlerts = async (database: NamedQueries, filter: AlertFilter): Promise<readonly InboxAlert[]> => {
  const { status, urgency, alertname, service, since, limit } = filter
  const { rows } = await database.query('inbox_list', LIST, [status, urgency, alertname, service, since, limit])
  return (rows as readonly AlertRow[]).map(fromRow)
}

/** What is firing, most urgent first, at most `limit`: what the page shows. */
export const listFiring = async (database: NamedQueries, limit: number): Promise<readonly InboxAlert[]> => {
  const text = `select ${ALERT_COLUMNS} from desk.alerts where status = 'firing' order by priority, starts_at desc, id desc limit $1`
  const { rows } = await database.query('inbox_firing', text, [limit])
  return (rows as readonly AlertRow[]).map(fromRow)
}

/** What ended last, the newest end first. */
export const listResolved = async (database: NamedQueries, limit: number): Promise<readonly InboxAlert[]> => {
  const text = `select ${ALERT_COLUMNS} from desk.alerts where status = 'resolved' order by updated_at desc, id desc limit $1`
  const { rows } = await database.query('inbox_resolved', text, [limit])
  return (rows as readonly AlertRow[]).map(fromRow)
}

export interface AlertWithHistory {
  readonly alert: InboxAlert
  readonly history: readonly StatusChange[]
}

/** The oldest changes, at most 1,000: an alert that flaps must not fill an answer without end. */
const HISTORY = 'select at, status, cause from desk.status_changes where alert_id = $1 order by id limit 1000'

export const findAlert = async (database: NamedQueries, id: number): Promise<AlertWithHistory | undefined> => {
  const found = await database.query('inbox_find', `select ${ALERT_COLUMNS} from desk.alerts where id = $1`, [id])
  const row = found.rows[0] as AlertRow | undefined
  if (row === undefined) return undefined
  const changes = await database.query('inbox_history', HISTORY, [id])
  return { alert: fromRow(row), history: (changes.rows as readonly ChangeRow[]).map(fromChangeRow) }
}

export const countFiring = async (database: NamedQueries): Promise<ReadonlyMap<Urgency, number>> => {
  const text = `select priority, count(*)::int as firing from desk.alerts where status = 'firing' group by priority`
  const { rows } = await database.query('inbox_count', text)
  return new Map((rows as readonly { priority: Urgency; firing: number }[]).map((row) => [row.priority, row.firing]))
}

export const readWatchdog = async (database: NamedQueries): Promise<WatchdogSight> => {
  const text = 'select last_seen_at, extract(epoch from now() - last_seen_at)::float8 as age from desk.watchdog'
  const { rows } = await database.query('watchdog_read', text)
  const row = rows[0] as { readonly last_seen_at: Date; readonly age: number } | undefined
  return { lastSeenAt: row?.last_seen_at.toISOString(), ageSeconds: row === undefined ? undefined : Math.max(0, row.age) }
}

export const seeWatchdog = async (database: NamedQueries): Promise<void> => {
  const text =
    'insert into desk.watchdog (last_seen_at) values (now()) on conflict (singleton) do update set last_seen_at = excluded.last_seen_at'
  await database.query('watchdog_see', text)
}
