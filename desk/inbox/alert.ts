/** What the desk knows of an alert: the shape of its rows and of its answers. */

export const STATUSES = ['firing', 'resolved'] as const
export type Status = (typeof STATUSES)[number]

/** Priorities in the order a person on call reads them; `none` stands for an alert that carries no priority. */
export const URGENCIES = ['P0', 'P1', 'P2', 'P3', 'none'] as const
export type Urgency = (typeof URGENCIES)[number]

export type Strings = Readonly<Record<string, string>>

/** One alert of a notification, checked and cleaned, ready to be stored. */
export interface ToldAlert {
  /** Alertmanager's hash of the label set, 16 hexadecimal digits. */
  readonly fingerprint: string
  readonly status: Status
  readonly alertname: string
  readonly urgency: Urgency
  readonly labels: Strings
  readonly annotations: Strings
  readonly generatorUrl: string
  /** ISO 8601 in UTC with milliseconds. */
  readonly startsAt: string
  readonly endsAt: string | undefined
}

/** One occurrence of an alert as the inbox holds it. */
export interface InboxAlert extends ToldAlert {
  readonly id: number
  readonly service: string | undefined
  /** When the desk heard of it first, and last. */
  readonly receivedAt: string
  readonly updatedAt: string
  /** Times Alertmanager told of this occurrence. */
  readonly notifications: number
}

/** `notification`: Alertmanager said so. `replaced`: the same alert came with another start, so this occurrence is over.
 *  `gone`: Alertmanager no longer holds it, though it never said that it is over. */
export type Cause = 'notification' | 'replaced' | 'gone'

export interface StatusChange {
  readonly at: string
  readonly status: Status
  readonly cause: Cause
}

/** Whether the whole path from rule to inbox works: Prometheus sends the Watchdog alert all the time. */
export interface WatchdogSight {
  readonly lastSeenAt: string | undefined
  /** Seconds since then, by the database's clock. */
  readonly ageSeconds: number | undefined
}
