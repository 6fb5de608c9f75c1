import { counter, family, gauge } from '../metric.js'

export const REALTIME_OPENINGS = ['accepted', 'refused'] as const
export const REALTIME_ENDINGS = ['client', 'lost', 'silent', 'overflow', 'misuse', 'ended_session', 'shutdown'] as const
export const REALTIME_DIRECTIONS = ['received', 'sent'] as const

/** The channel over which a shop tells its pages what happens while they are open. */
export const realtimeEvents = family('application', {
  shop_realtime_connections: gauge({ help: 'Open realtime connections.', source: 'realtime channel' }),
  shop_realtime_opened_total: counter({
    help: 'Attempts to open a realtime connection, by whether it was accepted.',
    labels: { outcome: REALTIME_OPENINGS },
    source: 'realtime channel',
  }),
  shop_realtime_closed_total: counter({
    help: 'Realtime connections ended, by reason: the client closed it, it was lost, it answered no heartbeat, it read too slowly, it broke the rules, its session had ended, or the shop stopped.',
    labels: { reason: REALTIME_ENDINGS },
    source: 'realtime channel',
  }),
  shop_realtime_messages_total: counter({
    help: 'Realtime messages, by direction; one that was sent has left this process.',
    labels: { direction: REALTIME_DIRECTIONS },
    source: 'realtime channel',
  }),
  shop_realtime_undelivered_total: counter({
    help: 'Realtime messages for a connection that broke before they had left, or read too slowly.',
    source: 'realtime channel',
  }),
})
