/**
 * Who is told. The alert inbox and the Watchdog's receiver are always there; the others appear in alertmanager.yml
 * when their secret's file is named here, so that no configuration waits for a secret that nobody has.
 */
export interface Receivers {
  /** Slack for P1 and P2: a file that holds the incoming webhook's URL. */
  readonly slack?: { readonly urlFile: string; readonly channel: string }
  /** PagerDuty for P0: a file that holds the routing key. */
  readonly pagerduty?: { readonly routingKeyFile: string }
  /** E-mail for P3, once a day; needs no secret where the relay asks for none. */
  readonly email?: { readonly to: string; readonly from: string; readonly smarthost: string; readonly passwordFile?: string }
}

/** Those of the containers: e-mail reaches the mailpit that runs beside them. The native stack has the inbox alone. */
export const receivers: Receivers = Object.freeze({
  email: { to: 'tickets@shop.example', from: 'plimsoll@shop.example', smarthost: 'mailpit:1025' },
})

/** Team chat keeps office hours first: P1 repeats outside them only after a day. */
export const OFFICE_HOURS = Object.freeze({ days: 'monday:friday', from: '08:00', to: '18:00', location: 'UTC' })
