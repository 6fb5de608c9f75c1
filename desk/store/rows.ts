import type { Cause, InboxAlert, Status, StatusChange, Strings, ToldAlert, Urgency } from '../inbox/alert.js'

export interface AlertRow {
  readonly id: string
  readonly fingerprint: string
  readonly starts_at: Date
  readonly ends_at: Date | null
  readonly status: Status
  readonly alertname: string
  readonly priority: Urgency
  readonly service: string | null
  readonly labels: Strings
  readonly annotations: Strings
  readonly generator_url: string
  readonly notifications: number
  readonly received_at: Date
  readonly updated_at: Date
}

export interface ChangeRow {
  readonly at: Date
  readonly status: Status
  readonly cause: Cause
}

export const ALERT_COLUMNS =
  'id, fingerprint, starts_at, ends_at, status, alertname, priority, service, labels, annotations, generator_url, notifications, received_at, updated_at'

export const fromRow = (row: AlertRow): InboxAlert =>
  Object.freeze({
    id: Number(row.id),
    fingerprint: row.fingerprint,
    status: row.status,
    alertname: row.alertname,
    urgency: row.priority,
    service: row.service ?? undefined,
    labels: row.labels,
    annotations: row.annotations,
    generatorUrl: row.generator_url,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at?.toISOString(),
    receivedAt: row.received_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    notifications: row.notifications,
  })

export const fromChangeRow = (row: ChangeRow): StatusChange => ({ at: row.at.toISOString(), status: row.status, cause: row.cause })

/** What `jsonb_to_recordset` in the statements of take.ts reads. */
export const toRecord = (alert: ToldAlert) => ({
  fingerprint: alert.fingerprint,
  starts_at: alert.startsAt,
  ends_at: alert.endsAt ?? null,
  status: alert.status,
  alertname: alert.alertname,
  priority: alert.urgency,
  service: alert.labels['service'] ?? null,
  labels: alert.labels,
  annotations: alert.annotations,
  generator_url: alert.generatorUrl,
})
