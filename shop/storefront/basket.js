/** The basket and the way from it to a paid order. */
import { changeQuantity, checkOut, pay, readBasket } from './api.js'
import { careful, closeButton, element, money, notify, openDialog } from './elements.js'
import { openOrder } from './orders.js'

const dialog = document.querySelector('#basket')
const METHODS = [
  ['card', 'Card'],
  ['paypal', 'PayPal'],
  ['invoice', 'Invoice'],
]

export const showCount = ({ items }) => {
  document.querySelector('#basket-count').textContent = items.reduce((sum, item) => sum + item.quantity, 0)
}

const quantityField = (item, currency) => {
  const change = careful(async (event) => show(await changeQuantity(item.productId, Number(event.target.value))))
  const choices = Array.from({ length: Math.max(11, item.quantity + 1) }, (_, count) =>
    element('option', { value: count, selected: count === item.quantity }, count === 0 ? 'Remove' : String(count)),
  )
  return element(
    'li',
    { class: 'entry' },
    element('span', { class: 'name' }, item.name),
    element('select', { 'aria-label': `How many of ${item.name}`, onchange: change }, ...choices),
    element('span', { class: 'price' }, money(item.quantity * item.priceCents, currency)),
  )
}

/** Orders once; a declined payment leaves the order to be paid by another method. */
const payingForm = (label, makeOrder) => {
  let order
  const choices = METHODS.map(([value, title], index) =>
    element('label', {}, element('input', { type: 'radio', name: 'method', value, checked: index === 0 }), ` ${title}`),
  )
  const submit = careful(async (event) => {
    const method = new FormData(event.target).get('method')
    order ??= await makeOrder()
    await pay(order.id, method)
    showCount({ items: [] })
    dialog.close()
    await openOrder(order.id)
    notify('Thank you. Your order is paid.')
  })
  return element(
    'form',
    { onsubmit: submit, class: 'paying' },
    element('fieldset', {}, element('legend', {}, 'Pay by'), ...choices),
    element('button', { type: 'submit', class: 'wide' }, label),
  )
}

const show = (basket) => {
  showCount(basket)
  const title = element('h2', { id: 'basket-title' }, 'Basket')
  if (basket.items.length === 0) return openDialog(dialog, closeButton(dialog), title, element('p', { class: 'muted' }, 'It is empty.'))
  const total = money(basket.totalCents, basket.currency)
  return openDialog(
    dialog,
    closeButton(dialog),
    title,
    element('ul', { class: 'entries' }, ...basket.items.map((item) => quantityField(item, basket.currency))),
    element('p', { class: 'total' }, element('span', {}, 'Total'), element('span', { class: 'price' }, total)),
    payingForm(`Order and pay ${total}`, checkOut),
  )
}

export const startBasket = async () => {
  document.querySelector('#open-basket').addEventListener(
    'click',
    careful(async () => show(await readBasket())),
  )
  showCount(await readBasket())
}
