import type { Letter } from './mailer.js'

interface Addressee {
  readonly name: string
  readonly email: string
}

const money = (cents: number, currency: string): string => `${(cents / 100).toFixed(2)} ${currency}`

const letter = (kind: Letter['kind'], { name, email }: Addressee, subject: string, lines: readonly string[]): Letter => ({
  kind,
  to: { name, address: email },
  subject,
  text: [`Hello ${name},`, '', ...lines, '', 'Your shop', ''].join('\n'),
})

/** Asks the reader to prove the address; `link` holds the token. */
export const verificationLetter = (to: Addressee, link: string): Letter =>
  letter('verification', to, 'Is this your address?', [
    'Somebody opened an account with this address. If it was you, open this link within two days:',
    '',
    link,
    '',
    'If it was not, there is nothing to do.',
  ])

/** Says what was paid. */
export const receiptLetter = (
  to: Addressee,
  order: { readonly id: number; readonly amountCents: number; readonly currency: string },
): Letter =>
  letter('receipt', to, `Your order ${order.id} is paid`, [
    `Thank you. We have received ${money(order.amountCents, order.currency)} for order ${order.id} and pack it now.`,
  ])

/** Says that a sample is on its way. */
export const sampleLetter = (to: Addressee, product: string): Letter =>
  letter('sample', to, `Your sample of ${product}`, [`A sample of ${product} is on its way to you. Tell us how you like it.`])
