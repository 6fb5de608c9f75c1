/** What a supplier has to send, has sent, and offers. */
import { askAsVisitor, read } from '../api.js'
import { button, choice, element, field, form, heading, money, moment, muted, notify, panel, pill, table } from '../elements.js'
import { pages } from '../paging.js'
import { currentUser, signInLink } from '../people.js'

const PAGE = 10
const CARRIERS = [
  ['dhl', 'DHL'],
  ['ups', 'UPS'],
  ['gls', 'GLS'],
  ['post', 'Post'],
]

const list =
  (path, query = {}) =>
  (offset) =>
    read(path, { ...query, limit: PAGE, offset })

const contents = ({ items }) => items.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')

const shipping = ({ orderId }, done) => {
  const carrier = element(
    'select',
    { 'aria-label': `Carrier for order ${orderId}` },
    ...CARRIERS.map(([value, title]) => element('option', { value }, title)),
  )
  const ship = button(
    'Ship',
    async () => {
      await askAsVisitor('POST', `/api/supplier/orders/${orderId}/ship`, { carrier: carrier.value })
      await done()
      notify(`Order ${orderId} is on its way.`)
    },
    { 'aria-label': `Ship order ${orderId}` },
  )
  return element('span', { class: 'line' }, carrier, ship)
}

const tasksTable = ({ orders }, done) =>
  orders.length === 0
    ? muted('Nothing waits to be sent.')
    : table(
        'Orders to send',
        [
          ['Order', ({ orderId }) => String(orderId)],
          ['Paid', ({ paidAt }) => moment(paidAt)],
          ['Products', contents, 'wordy'],
          ['Send it', (task) => shipping(task, done)],
        ],
        orders,
      )

const parcelState = ({ deliveredAt, failedAt }) => {
  if (deliveredAt) return pill('delivered')
  return pill(failedAt ? 'tried in vain' : 'under way')
}

const parcelsTable = ({ deliveries }) =>
  deliveries.length === 0
    ? muted('Nothing has been sent yet.')
    : table(
        'What you have sent',
        [
          ['Order', ({ orderId }) => String(orderId)],
          ['Carrier', ({ carrier }) => carrier.toUpperCase()],
          ['Sent', ({ shippedAt }) => moment(shippedAt)],
          ['State', parcelState],
        ],
        deliveries,
      )

const offersTable = ({ offers }) =>
  offers.length === 0
    ? muted('You have offered nothing yet.')
    : table(
        'Your offers',
        [
          ['Product', ({ name }) => name, 'wordy'],
          ['Price', ({ priceCents }) => money(priceCents), 'number'],
          ['Your share', ({ costCents }) => money(costCents), 'number'],
          ['Units', ({ units }) => String(units), 'number'],
          ['State', ({ status }) => pill(status)],
        ],
        offers,
      )

const cents = (amount) => Math.round(Number(amount) * 100)

const amountField = (title, name, value) =>
  field(title, { name, type: 'number', min: 0.01, max: 100_000, step: 0.01, value, required: true })

const offerForm = (categories, done) =>
  form(
    async ({ name, category, price, cost, units }, place) => {
      const offer = { name, category, priceCents: cents(price), costCents: cents(cost), units: Number(units) }
      await askAsVisitor('POST', '/api/supplier/offers', offer)
      place.reset()
      await done()
      notify(`${name} is offered; an administrator decides.`)
    },
    field('Product', { name: 'name', maxlength: 200, required: true }),
    choice(
      'Category',
      { name: 'category' },
      categories.map(({ slug, title }) => [slug, title]),
    ),
    amountField('Price in EUR', 'price', '49.95'),
    amountField('Your share in EUR', 'cost', '29.95'),
    field('Units', { name: 'units', type: 'number', min: 1, max: 100_000, value: 50, required: true }),
    element('button', { type: 'submit' }, 'Offer it'),
  )

const allowed = async () => {
  const [{ categories }, parcels, offers] = await Promise.all([
    read('/api/categories'),
    pages(list('/api/supplier/deliveries'), parcelsTable),
    pages(list('/api/supplier/offers'), offersTable),
  ])
  const done = () => Promise.all([tasks.reload(), parcels.reload()])
  const tasks = await pages(list('/api/supplier/orders'), (answer) => tasksTable(answer, done))
  const offering = element('details', {}, element('summary', {}, 'Offer a product'), offerForm(categories, offers.reload))
  return [
    panel('To send', tasks.place),
    element('div', { class: 'beside' }, panel('Sent', parcels.place), panel('Offers', offers.place, offering)),
  ]
}

export const view = async () => {
  const user = await currentUser()
  const title = 'Supplier'
  if (user?.role !== 'supplier')
    return { title, content: [heading(title), muted('This is for suppliers.'), element('p', {}, signInLink('Sign in as one'))] }
  return { title, content: [heading(title, muted(user.name)), ...(await allowed())] }
}
