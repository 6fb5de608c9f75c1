/** The choice of how to pay, wherever something is to be paid. */
import { careful, element } from './elements.js'

const METHODS = [
  ['card', 'Card'],
  ['paypal', 'PayPal'],
  ['invoice', 'Invoice'],
]

/** Hands the chosen method to `payBy`. */
export const payingForm = (label, payBy) => {
  const choices = METHODS.map(([value, title], index) =>
    element('label', {}, element('input', { type: 'radio', name: 'method', value, checked: index === 0 }), ` ${title}`),
  )
  return element(
    'form',
    { class: 'form', onsubmit: careful((event) => payBy(new FormData(event.target).get('method'))) },
    element('fieldset', {}, element('legend', {}, 'Pay by'), ...choices),
    element('button', { type: 'submit', class: 'wide' }, label),
  )
}
