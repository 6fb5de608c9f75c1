export interface Migration {
  readonly name: string
  readonly sql: string
}

/** The desk's schema, step by step; what was released is never edited, only followed by a further step. */
export const migrations: readonly Migration[] = Object.freeze([
  {
    name: 'inbox',
    sql: `
      create table desk.alerts (
        id bigint generated always as identity primary key,
        fingerprint text not null,
        starts_at timestamptz not null,
        ends_at timestamptz,
        status text not null check (status in ('firing', 'resolved')),
        alertname text not null,
        priority text not null check (priority in ('P0', 'P1', 'P2', 'P3', 'none')),
        service text,
        labels jsonb not null,
        annotations jsonb not null,
        generator_url text not null,
        notifications integer not null default 1,
        received_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        acknowledged_at timestamptz,
        acknowledged_by text,
        unique (fingerprint, starts_at)
      );
      create index alerts_newest on desk.alerts (starts_at desc, id desc);
      create index alerts_by_name on desk.alerts (alertname, starts_at desc);
      create index alerts_firing on desk.alerts (fingerprint) where status = 'firing';
      create index alerts_ended on desk.alerts (updated_at desc, id desc) where status = 'resolved';

      create table desk.status_changes (
        id bigint generated always as identity primary key,
        alert_id bigint not null references desk.alerts (id) on delete cascade,
        at timestamptz not null default now(),
        status text not null check (status in ('firing', 'resolved')),
        cause text not null check (cause in ('notification', 'replaced'))
      );
      create index status_changes_of_alert on desk.status_changes (alert_id, id);

      create table desk.watchdog (
        singleton boolean primary key default true check (singleton),
        last_seen_at timestamptz not null
      );
    `,
  },
  {
    name: 'alerts that Alertmanager no longer holds',
    sql: `
      alter table desk.status_changes drop constraint status_changes_cause_check;
      alter table desk.status_changes add constraint status_changes_cause_check check (cause in ('notification', 'replaced', 'gone'));
    `,
  },
])
