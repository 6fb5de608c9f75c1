import { REALTIME_DIRECTIONS, REALTIME_ENDINGS, REALTIME_OPENINGS, shopEvents } from '../../definition/catalogue/index.js'
import type { Instruments } from '../registry.js'
import { counterOf, gaugeOf } from '../values.js'

/** Why a realtime connection ended. */
export type RealtimeEnding = (typeof REALTIME_ENDINGS)[number]

/** What happens on the realtime channel. */
export interface RealtimeEvents {
  readonly realtimeOpened: (outcome: (typeof REALTIME_OPENINGS)[number]) => void
  readonly realtimeClosed: (reason: RealtimeEnding) => void
  readonly realtimeMessage: (direction: (typeof REALTIME_DIRECTIONS)[number]) => void
  readonly realtimeUndelivered: () => void
}

export const realtimeEvents = (instruments: Instruments): RealtimeEvents => {
  const connections = gaugeOf(instruments, shopEvents.shop_realtime_connections)
  const opened = counterOf(instruments, shopEvents.shop_realtime_opened_total)
  const closed = counterOf(instruments, shopEvents.shop_realtime_closed_total)
  const messages = counterOf(instruments, shopEvents.shop_realtime_messages_total)
  const undelivered = counterOf(instruments, shopEvents.shop_realtime_undelivered_total)
  connections.set({}, 0)
  undelivered.inc({}, 0)
  for (const outcome of REALTIME_OPENINGS) opened.inc({ outcome }, 0)
  for (const reason of REALTIME_ENDINGS) closed.inc({ reason }, 0)
  for (const direction of REALTIME_DIRECTIONS) messages.inc({ direction }, 0)
  return Object.freeze({
    realtimeOpened: (outcome) => {
      opened.inc({ outcome })
      if (outcome === 'accepted') connections.inc({})
    },
    realtimeClosed: (reason) => {
      closed.inc({ reason })
      connections.dec({})
    },
    realtimeMessage: (direction) => messages.inc({ direction }),
    realtimeUndelivered: () => undelivered.inc({}),
  } satisfies RealtimeEvents)
}
