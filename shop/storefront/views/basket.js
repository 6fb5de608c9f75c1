/** The basket and the way from it to a paid order. */
import { changeQuantity, checkOut, pay, readBasket } from '../api.js'
import { showCount } from '../counting.js'
import { careful, count, element, heading, link, money, muted, notify, panel } from '../elements.js'
import { payingForm } from '../paying.js'
import { image } from '../pictures.js'
import { again, navigate } from '../router.js'

const MOST = 20

const quantityField = (item) => {
  const change = careful(async (event) => {
    showCount(await changeQuantity(item.productId, Number(event.target.value)))
    await again()
  })
  const options = Array.from({ length: MOST + 1 }, (_, number) =>
    element('option', { value: number, selected: number === item.quantity }, number === 0 ? 'Remove' : String(number)),
  )
  return element('select', { 'aria-label': `How many of ${item.name}`, onchange: change }, ...options)
}

const entry = (item, currency) =>
  element(
    'li',
    { class: 'entry' },
    image({ ...item, id: item.productId }),
    link(`/products/${item.productId}`, { class: 'name' }, item.name),
    quantityField(item),
    element('span', { class: 'price' }, money(item.quantity * item.priceCents, currency)),
  )

/** The basket becomes an order first; whether its payment is accepted or not, the order is what is shown next. */
const orderAndPay = async (method) => {
  const order = await checkOut()
  showCount({ items: [] })
  const said = await pay(order.id, method).then(
    () => 'Thank you. Your order is paid.',
    (error) => error.message,
  )
  await navigate(`/orders/${order.id}`)
  notify(said)
}

export const view = async () => {
  const basket = await readBasket()
  showCount(basket)
  const title = 'Basket'
  if (basket.items.length === 0)
    return { title, content: [heading(title), muted('It is empty.'), element('p', {}, link('/', { class: 'action' }, 'See all products'))] }
  const total = money(basket.totalCents, basket.currency)
  const entries = element('ul', { class: 'entries panel' }, ...basket.items.map((item) => entry(item, basket.currency)))
  const checkout = panel(
    'Checkout',
    element('p', { class: 'total' }, element('span', {}, 'Total'), element('span', { class: 'price' }, total)),
    payingForm(`Order and pay ${total}`, orderAndPay),
    muted('A demo shop: no money moves.'),
  )
  const summary = element('p', { class: 'muted' }, count(basket.items.length, 'product'))
  return { title, content: [heading(title, summary), element('div', { class: 'beside' }, entries, checkout)] }
}
