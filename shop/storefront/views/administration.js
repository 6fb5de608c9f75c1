/** How the shop stands, its orders and refunds, its users and what suppliers offer. */
import { askAsVisitor, read } from '../api.js'
import { button, element, field, heading, money, moment, muted, notify, panel, pill, table } from '../elements.js'
import { pages } from '../paging.js'
import { currentUser, signInLink } from '../people.js'

const PAGE = 10
const STATUSES = ['pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded']
const REFUNDABLE = new Set(['paid', 'shipped', 'delivered'])
const REASONS = [
  ['damaged', 'damaged'],
  ['late', 'late'],
  ['not-as-described', 'not as described'],
  ['changed-mind', 'changed mind'],
  ['other', 'other'],
]
const euros = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 })
const whole = (cents) => euros.format(cents / 100)

const TILES = [
  ['Orders today', ({ ordersToday }) => String(ordersToday)],
  ['Revenue today', ({ revenueTodayCents }) => whole(revenueTodayCents)],
  ['Target today', ({ targetTodayCents }) => (targetTodayCents === null ? 'none' : whole(targetTodayCents))],
  ['Orders to ship', ({ ordersToShip }) => String(ordersToShip)],
  ['Parcels overdue', ({ parcelsOverdue }) => String(parcelsOverdue)],
  ['Offers to decide', ({ offersOpen }) => String(offersOpen)],
  ['Running low', ({ productsLow }) => String(productsLow)],
  ['Users', ({ users }) => users.toLocaleString()],
  ['New today', ({ usersToday }) => String(usersToday)],
]

const tiles = (summary) =>
  TILES.map(([title, words]) => element('div', { class: 'tile' }, element('dt', {}, title), element('dd', {}, words(summary))))

const refunding = (order, done) => {
  if (!REFUNDABLE.has(order.status)) return ''
  const reason = element(
    'select',
    { 'aria-label': `Why order ${order.id} is refunded` },
    ...REASONS.map(([value, title]) => element('option', { value }, title)),
  )
  const refund = button(
    'Refund',
    async () => {
      await askAsVisitor('POST', `/api/admin/orders/${order.id}/refund`, { reason: reason.value })
      await done()
      notify(`Order ${order.id} is refunded: ${money(order.totalCents, order.currency)}.`)
    },
    { class: 'second', 'aria-label': `Refund order ${order.id}` },
  )
  return element('span', { class: 'line' }, reason, refund)
}

const ordersTable = ({ orders }, done) =>
  table(
    'Orders',
    [
      ['Order', ({ id }) => String(id)],
      ['Placed', ({ createdAt }) => moment(createdAt)],
      ['Buyer', ({ buyer }) => buyer ?? 'a visitor', 'wordy'],
      ['Sold through', ({ marketplace }) => marketplace],
      ['Total', ({ totalCents, currency }) => money(totalCents, currency), 'number'],
      ['State', ({ status }) => pill(status)],
      ['Refund', (order) => refunding(order, done)],
    ],
    orders,
  )

const usersTable = ({ users }) =>
  table(
    'Users',
    [
      ['Name', ({ name }) => name, 'wordy'],
      ['E-mail', ({ email }) => email, 'wordy'],
      ['Role', ({ role }) => role],
      ['Since', ({ createdAt }) => moment(createdAt)],
      ['Orders', ({ orders }) => String(orders), 'number'],
    ],
    users,
  )

const deciding = ({ id, name, status }, done) => {
  if (status !== 'open') return pill(status)
  const decide = (title, accepted, attributes) =>
    button(
      title,
      async () => {
        await askAsVisitor('POST', `/api/admin/offers/${id}/decision`, { accepted })
        await done()
        notify(accepted ? `${name} is on sale.` : `${name} is declined.`)
      },
      { 'aria-label': `${title} ${name}`, ...attributes },
    )
  return element('span', { class: 'line' }, decide('Accept', true), decide('Decline', false, { class: 'second' }))
}

const offersTable = ({ offers }, done) =>
  table(
    'Offers of suppliers',
    [
      ['Product', ({ name }) => name, 'wordy'],
      ['Supplier', ({ supplier }) => supplier],
      ['Price', ({ priceCents }) => money(priceCents), 'number'],
      ['Its share', ({ costCents }) => money(costCents), 'number'],
      ['Units', ({ units }) => String(units), 'number'],
      ['Decision', (offer) => deciding(offer, done)],
    ],
    offers,
  )

/** The orders of a state, with what is done to them; `changed` is told of each refund. */
const ordersPanel = async (changed) => {
  let status
  const load = (offset) => read('/api/admin/orders', { status, limit: PAGE, offset })
  let shown = 0
  const done = () => Promise.all([list.reload(shown), changed()])
  const list = await pages(load, (answer) => {
    shown = answer.offset
    return ordersTable(answer, done)
  })
  const onchange = ({ target }) => {
    status = target.value || undefined
    void list.reload().catch((error) => notify(error.message))
  }
  const options = ['', ...STATUSES].map((value) => element('option', { value }, value || 'all'))
  return panel('Orders', element('div', { class: 'form row' }, field('State', { onchange }, 'select', ...options)), list.place)
}

const allowed = async () => {
  const place = element('dl', { class: 'tiles' })
  const summarise = async () => place.replaceChildren(...tiles((await read('/api/admin/summary')).summary))
  const decided = () => Promise.all([offers.reload(), summarise()])
  const [orders, offers, users] = await Promise.all([
    ordersPanel(summarise),
    pages(
      (offset) => read('/api/admin/offers', { limit: PAGE, offset }),
      (answer) => offersTable(answer, decided),
    ),
    pages((offset) => read('/api/admin/users', { limit: PAGE, offset }), usersTable),
    summarise(),
  ])
  return [place, orders, panel('Offers of suppliers', offers.place), panel('Users', users.place)]
}

export const view = async () => {
  const user = await currentUser()
  const title = 'Administration'
  if (user?.role !== 'administrator')
    return { title, content: [heading(title), muted('This is for administrators.'), element('p', {}, signInLink('Sign in as one'))] }
  return { title, content: [heading(title, muted(user.name)), ...(await allowed())] }
}
