/** Who the visitor is to the shop: signing in and up, orders, and what they think of it. */
import { askAsVisitor, read, readBasket, readOrders } from '../api.js'
import { showCount } from '../counting.js'
import { button, choice, element, field, form, heading, link, money, moment, muted, notify, panel, pill } from '../elements.js'
import { currentUser, signIn, signOut, signUp } from '../people.js'
import { again, navigate } from '../router.js'

const DEMO = [
  ['buyer@shop.example', 'Buyer'],
  ['supplier@shop.example', 'Supplier'],
  ['admin@shop.example', 'Administrator'],
]
const DEMO_PASSWORD = 'plimsoll-demo'
const HOMES = { supplier: '/supplier', administrator: '/administration' }

/** Where the visitor came from; only an address of the shop. */
const nextOf = (query) => {
  const next = query.get('next') ?? ''
  return /^\/(?![/\\])/.test(next) ? next : undefined
}

const enter = async (query) => {
  showCount(await readBasket())
  const user = await currentUser()
  await navigate(nextOf(query) ?? HOMES[user?.role] ?? '/account')
  notify(`Welcome, ${user?.name ?? 'you'}.`)
}

const email = () => field('E-mail', { name: 'email', type: 'email', autocomplete: 'username', maxlength: 190, required: true })

const password = (attributes) => field('Password', { name: 'password', type: 'password', maxlength: 200, required: true, ...attributes })

const signInPanel = (query) =>
  panel(
    'Sign in',
    form(
      async (given) => {
        await signIn(given.email, given.password)
        await enter(query)
      },
      email(),
      password({ autocomplete: 'current-password' }),
      element('button', { type: 'submit', class: 'wide' }, 'Sign in'),
    ),
    muted('Or look around as'),
    element(
      'p',
      { class: 'buttons' },
      ...DEMO.map(([address, title]) =>
        button(
          title,
          async () => {
            await signIn(address, DEMO_PASSWORD)
            await enter(query)
          },
          { class: 'second' },
        ),
      ),
    ),
  )

const signUpPanel = (query) =>
  panel(
    'New here?',
    form(
      async ({ referral, ...person }) => {
        await signUp(referral ? { ...person, referral: referral.toUpperCase() } : person)
        await enter(query)
      },
      field('Your name', { name: 'name', autocomplete: 'name', maxlength: 80, required: true }),
      email(),
      password({ autocomplete: 'new-password', minlength: 8 }),
      field('A friend’s code, if you have one', { name: 'referral', maxlength: 8, pattern: '[A-Za-z2-7]{8}', autocomplete: 'off' }),
      element('button', { type: 'submit', class: 'wide' }, 'Open an account'),
    ),
  )

const orderEntry = (order) =>
  element(
    'li',
    { class: 'entry' },
    link(`/orders/${order.id}`, { class: 'name' }, `Order ${order.id}`),
    element('span', { class: 'muted' }, moment(order.createdAt)),
    pill(order.status),
    element('span', { class: 'price' }, money(order.totalCents, order.currency)),
  )

const ordersPanel = (orders) =>
  panel(
    'Your orders',
    orders.length === 0 ? muted('You have not ordered yet.') : element('ul', { class: 'entries', id: 'orders' }, ...orders.map(orderEntry)),
  )

const opinionPanel = () =>
  panel(
    'How likely would you recommend us?',
    form(
      async ({ score, comment }, place) => {
        await askAsVisitor('POST', '/api/nps', { score: Number(score), ...(comment ? { comment } : {}) })
        place.replaceWith(muted('Thank you for telling us.'))
      },
      choice(
        'From 0, never, to 10, surely',
        { name: 'score' },
        Array.from({ length: 11 }, (_, index) => [10 - index, String(10 - index)]),
      ),
      field('Why?', { name: 'comment', maxlength: 500 }),
      element('button', { type: 'submit' }, 'Tell us'),
    ),
  )

const friendsPanel = () =>
  panel(
    'Bring a friend',
    muted('They name your code when they open an account.'),
    button(
      'Show my code',
      async ({ target }) => {
        const { code } = await read('/api/referral')
        target.replaceWith(element('p', { class: 'code' }, code))
      },
      { class: 'second' },
    ),
  )

const leave = async () => {
  await signOut()
  showCount({ items: [] })
  await again()
}

const personPanel = (user) =>
  panel(
    user.name,
    muted(`${user.email} · ${user.role}`),
    !user.isVerified && muted('We have sent you a letter; open its link to prove your address.'),
    element(
      'p',
      { class: 'buttons' },
      link('/account/messages', { class: 'action second' }, 'Messages'),
      button('Sign out', leave, { class: 'second' }),
    ),
  )

const verify = async (token) => {
  await askAsVisitor('POST', '/api/verify', { token }).then(
    () => notify('Thank you; your address is proven.'),
    (error) => notify(error.message),
  )
  history.replaceState(null, '', '/account')
}

export const view = async ({ query }) => {
  if (query.get('verify')) await verify(query.get('verify'))
  const [user, orders] = await Promise.all([currentUser(), readOrders()])
  const title = user ? 'Your account' : 'Sign in'
  const mine = orders.length > 0 ? [ordersPanel(orders)] : []
  const content = user
    ? [ordersPanel(orders), element('div', {}, personPanel(user), friendsPanel(), opinionPanel())]
    : [signInPanel(query), element('div', {}, signUpPanel(query), ...mine)]
  return { title, content: [heading(title), element('div', { class: 'beside' }, ...content)] }
}
