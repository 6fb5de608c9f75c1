import type { Logger } from 'pino'
import type { Payment } from '../../domain/payments.js'
import { userOfSession } from '../../domain/people/user.js'
import { receiptLetter } from '../../mail/letters.js'
import type { Services } from '../../services.js'

/** Sends whoever is signed in a receipt. The payment stands whether it can be sent or not. */
export const postReceipt = async ({ database, mailer }: Services, log: Logger, session: string, payment: Payment): Promise<void> => {
  try {
    const user = await userOfSession(database, session)
    if (user) mailer.post(receiptLetter(user, { id: payment.orderId, amountCents: payment.amountCents, currency: payment.currency }))
  } catch (error) {
    log.warn({ err: error, order: payment.orderId }, 'no receipt was sent')
  }
}
