/** One order, and how far it has come. */
import { pay, readOrder } from '../api.js'
import { element, heading, link, money, moment, notify, panel, pill } from '../elements.js'
import { payingForm } from '../paying.js'
import { again } from '../router.js'

const REFRESH_MILLISECONDS = 5000
const STEPS = [
  ['createdAt', 'Ordered'],
  ['paidAt', 'Paid'],
  ['shippedAt', 'Shipped'],
  ['deliveredAt', 'Delivered'],
]

const step = (order, [key, title]) =>
  element(
    'li',
    { class: order[key] ? 'done' : '' },
    element('strong', {}, title),
    element('span', { class: 'muted' }, order[key] ? moment(order[key]) : 'not yet'),
  )

const entry = (order, { productId, name, quantity, priceCents }) =>
  element(
    'li',
    { class: 'entry' },
    link(`/products/${productId}`, { class: 'name' }, `${quantity} × ${name}`),
    element('span', { class: 'price' }, money(quantity * priceCents, order.currency)),
  )

/** Pays; a declined payment can be tried again by another method. */
const payAgain = async (id, method) => {
  const said = await pay(id, method).then(
    () => 'Thank you. Your order is paid.',
    (error) => error.message,
  )
  await again()
  notify(said)
}

const details = (order) => {
  const total = money(order.totalCents, order.currency)
  return [
    panel(
      'How far it is',
      element('p', { role: 'status' }, pill(order.status)),
      element('ol', { class: 'steps' }, ...STEPS.map((each) => step(order, each))),
    ),
    panel(
      'What is in it',
      element('ul', { class: 'entries' }, ...order.items.map((item) => entry(order, item))),
      element('p', { class: 'total' }, element('span', {}, 'Total'), element('span', { class: 'price' }, total)),
      ...(order.status === 'pending' ? [payingForm(`Pay ${total}`, (method) => payAgain(order.id, method))] : []),
    ),
  ]
}

const isUnderWay = ({ status }) => status === 'paid' || status === 'shipped'

export const view = async ({ id }) => {
  let order = await readOrder(id)
  const place = element('div', { class: 'beside', id: 'order' }, ...details(order))
  const timer = setInterval(async () => {
    if (!isUnderWay(order)) return
    const next = await readOrder(id).catch(() => order)
    if (next.status !== order.status) place.replaceChildren(...details(next))
    order = next
  }, REFRESH_MILLISECONDS)
  const back = element('p', { class: 'crumbs' }, link('/account', {}, 'Your account'))
  return { title: `Order ${id}`, content: [back, heading(`Order ${id}`), place], left: () => clearInterval(timer) }
}
