import type pg from 'pg'
import type { ToldAlert } from '../inbox/alert.js'
import { toRecord } from './rows.js'

/** Notifications are stored one after the other: few arrive, and two must not decide about the same alert at once. */
const INBOX_LOCK = 7_546_506

const TOLD = `told as (
  select * from jsonb_to_recordset($1::jsonb) as t (
    fingerprint text, starts_at timestamptz, ends_at timestamptz, status text, alertname text, priority text,
    service text, labels jsonb, annotations jsonb, generator_url text
  )
)`

/** After a restart of Prometheus or Alertmanager an alert that goes on comes with another start, and its old occurrence
 *  is never resolved: it ends here, or it would stand on the page for ever. */
const REPLACE = `with ${TOLD}, replaced as (
  update desk.alerts a set status = 'resolved', ends_at = now(), updated_at = now()
  from told t
  where a.fingerprint = t.fingerprint and a.status = 'firing'
    and (a.starts_at < t.starts_at or (t.status = 'firing' and a.starts_at > t.starts_at))
  returning a.id
)
insert into desk.status_changes (alert_id, status, cause) select id, 'resolved', 'replaced' from replaced`

/** `before` reads the rows as they were when the statement began, so that only changes of status enter the history. */
const STORE = `with ${TOLD}, before as (
  select a.id, a.status from desk.alerts a join told t using (fingerprint, starts_at)
), stored as (
  insert into desk.alerts as a
    (fingerprint, starts_at, ends_at, status, alertname, priority, service, labels, annotations, generator_url)
  select fingerprint, starts_at, ends_at, status, alertname, priority, service, labels, annotations, generator_url from told
  on conflict (fingerprint, starts_at) do update set
    status = excluded.status, ends_at = excluded.ends_at, priority = excluded.priority, annotations = excluded.annotations,
    generator_url = excluded.generator_url, notifications = a.notifications + 1, updated_at = now()
  returning a.id, a.status
)
insert into desk.status_changes (alert_id, status, cause)
select s.id, s.status, 'notification' from stored s left join before b using (id) where b.status is distinct from s.status order by s.id`

/** Fresh rows are left alone: the alert may have come after Alertmanager was asked. */
const CLOSE_UNHELD = `with gone as (
  update desk.alerts set status = 'resolved', ends_at = now(), updated_at = now()
  where status = 'firing' and fingerprint <> all ($1::text[]) and updated_at < now() - interval '15 seconds'
  returning id
)
insert into desk.status_changes (alert_id, status, cause) select id, 'resolved', 'gone' from gone`

/** Closes what fires here and is not among the fingerprints; called inside a transaction. @returns how many. */
export const closeUnheld = async (client: pg.PoolClient, fingerprints: readonly string[]): Promise<number> => {
  await client.query('select pg_advisory_xact_lock($1)', [INBOX_LOCK])
  return (await client.query(CLOSE_UNHELD, [fingerprints])).rowCount ?? 0
}

/** Stores what one notification told; called inside a transaction. */
export const takeAlerts = async (client: pg.PoolClient, alerts: readonly ToldAlert[]): Promise<void> => {
  const told = JSON.stringify(alerts.map(toRecord))
  await client.query('select pg_advisory_xact_lock($1)', [INBOX_LOCK])
  await client.query(REPLACE, [told])
  await client.query(STORE, [told])
}
