import { setTimeout as sleep } from 'node:timers/promises'
import { evenly } from '../random.js'

export type PaymentMethod = 'card' | 'paypal' | 'invoice'
export type PaymentOutcome = 'accepted' | 'declined' | 'failed'

interface Charge {
  readonly method: PaymentMethod
  readonly amountCents: number
  readonly currency: string
}

export interface PaymentProvider {
  charge(charge: Charge): Promise<PaymentOutcome>
}

/** Declines of a normal day; the limit on payment success stands at 99 %. */
const NORMAL_DECLINES = 0.003

/** How long each method takes to answer. */
const MILLISECONDS: Readonly<Record<PaymentMethod, number>> = { card: 25, paypal: 40, invoice: 10 }

/**
 * Stands in for a payment service: it answers after some milliseconds and declines 0.3 % of the charges, or the
 * share that a fault asks for, evenly spread.
 */
export const createPaymentStandIn = (faultShare: () => number | undefined): PaymentProvider => {
  const isDeclined = evenly()
  return {
    charge: async ({ method }) => {
      const declined = isDeclined(faultShare() ?? NORMAL_DECLINES)
      await sleep(MILLISECONDS[method])
      return declined ? 'declined' : 'accepted'
    },
  }
}
