/** The basket and the way from it to a paid order. */
import { changeQuantity, checkOut, readBasket } from './api.js'
import { careful, closeButton, element, money, openDialog } from './elements.js'
import { payAndShow } from './orders.js'
import { payingForm } from './paying.js'

const dialog = document.querySelector('#basket')
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

/** The basket becomes an order first; whether its payment is accepted or not, the order is what is shown next. */
const orderAndPay = async (method) => {
  const order = await checkOut()
  showCount({ items: [] })
  dialog.close()
  await payAndShow(order.id, method)
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
    payingForm(`Order and pay ${total}`, orderAndPay),
  )
}

export const startBasket = async () => {
  document.querySelector('#open-basket').addEventListener(
    'click',
    careful(async () => show(await readBasket())),
  )
  showCount(await readBasket())
}
