/** The visitor's orders, and one order with how far it has come. */
import { pay, readOrder, readOrders } from './api.js'
import { careful, closeButton, element, money, notify, openDialog } from './elements.js'
import { payingForm } from './paying.js'

const dialog = document.querySelector('#orders')
const REFRESH_MILLISECONDS = 5000
const STEPS = [
  ['createdAt', 'Ordered'],
  ['paidAt', 'Paid'],
  ['shippedAt', 'Shipped'],
  ['deliveredAt', 'Delivered'],
]

const moment = (text) => new Date(text).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const step = (order, [key, title]) =>
  element(
    'li',
    { class: order[key] ? 'done' : '' },
    element('strong', {}, title),
    element('span', { class: 'muted' }, order[key] ? moment(order[key]) : 'not yet'),
  )

const item = (order, { name, quantity, priceCents }) =>
  element(
    'li',
    { class: 'entry' },
    element('span', { class: 'name' }, `${quantity} × ${name}`),
    element('span', { class: 'price' }, money(quantity * priceCents, order.currency)),
  )

const isUnderWay = ({ status }) => status === 'paid' || status === 'shipped'

const showOrder = (order) => {
  const total = money(order.totalCents, order.currency)
  dialog.dataset.order = order.id
  openDialog(
    dialog,
    closeButton(dialog),
    element('h2', { id: 'orders-title' }, `Order ${order.id}`),
    element('p', { class: `status ${order.status}` }, order.status),
    element('ol', { class: 'steps' }, ...STEPS.map((entry) => step(order, entry))),
    element('ul', { class: 'entries' }, ...order.items.map((entry) => item(order, entry))),
    element('p', { class: 'total' }, element('span', {}, 'Total'), element('span', { class: 'price' }, total)),
    ...(order.status === 'pending' ? [payingForm(`Pay ${total}`, (method) => payAndShow(order.id, method))] : []),
  )
}

/** Looks again while the order is under way and its dialog is open. */
const follow = async (id) => {
  if (!dialog.open || dialog.dataset.order !== String(id)) return
  const order = await readOrder(id).catch(() => undefined)
  if (!dialog.open || dialog.dataset.order !== String(id)) return
  if (order) showOrder(order)
  if (!order || isUnderWay(order)) setTimeout(() => follow(id), REFRESH_MILLISECONDS)
}

const openOrder = async (id) => {
  const order = await readOrder(id)
  showOrder(order)
  if (isUnderWay(order)) setTimeout(() => follow(id), REFRESH_MILLISECONDS)
}

/** Pays and shows the order with what came of it; a declined one can be paid there by another method. */
export const payAndShow = async (id, method) => {
  const said = await pay(id, method).then(
    () => 'Thank you. Your order is paid.',
    (error) => error.message,
  )
  await openOrder(id)
  notify(said)
}

const listEntry = (order) =>
  element(
    'li',
    { class: 'entry' },
    element('button', { type: 'button', class: 'plain name link', onclick: careful(() => openOrder(order.id)) }, `Order ${order.id}`),
    element('span', { class: `status ${order.status}` }, order.status),
    element('span', { class: 'price' }, money(order.totalCents, order.currency)),
  )

const openOrders = async () => {
  const orders = await readOrders()
  delete dialog.dataset.order
  const list =
    orders.length === 0
      ? element('p', { class: 'muted' }, 'You have not ordered yet.')
      : element('ul', { class: 'entries' }, ...orders.map(listEntry))
  openDialog(dialog, closeButton(dialog), element('h2', { id: 'orders-title' }, 'Your orders'), list)
}

export const startOrders = () => document.querySelector('#open-orders').addEventListener('click', careful(openOrders))
