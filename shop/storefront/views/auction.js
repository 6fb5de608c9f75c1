/** One auction: its price and bids as they come, and the way to bid. */
import { askAsVisitor, read } from '../api.js'
import { count, element, field, form, heading, link, money, moment, muted, notify, panel } from '../elements.js'
import { currentUser, signInLink } from '../people.js'
import { image } from '../pictures.js'
import { hear } from '../realtime.js'
import { clock, left } from '../remaining.js'

const ENDED = { sold: 'Sold', unsold: 'Ended without a bid' }

const bidEntry = (auction, { amountCents, bidder, createdAt }) =>
  element(
    'li',
    { class: 'entry' },
    element('span', { class: 'price' }, money(amountCents, auction.currency)),
    element('span', { class: 'name' }, bidder),
    element('span', { class: 'muted' }, moment(createdAt)),
  )

const bidForm = (auction, place) =>
  form(
    ({ amount }) => place(Math.round(Number(amount) * 100)),
    field(`Your bid in ${auction.currency}`, {
      name: 'amount',
      type: 'number',
      inputmode: 'decimal',
      min: auction.nextCents / 100,
      max: 100_000,
      step: '0.01',
      value: (auction.nextCents / 100).toFixed(2),
      required: true,
    }),
    element('button', { type: 'submit' }, 'Bid'),
    muted(`At least ${money(auction.nextCents, auction.currency)}.`),
  )

const action = (auction, user, place) => {
  if (auction.status !== 'open') return element('p', { class: 'verdict' }, ENDED[auction.status])
  if (!user) return element('p', {}, signInLink('Sign in to bid'))
  if (auction.sells) return muted('This is your own auction; others bid on it.')
  if (auction.leads) return element('p', { class: 'verdict' }, 'Yours is the highest bid.')
  return bidForm(auction, place)
}

const state = (auction) => [
  element('p', { class: 'price large', id: 'highest' }, money(auction.highestCents ?? auction.startCents, auction.currency)),
  element(
    'p',
    { class: 'muted' },
    auction.highestCents === null ? 'start price, no bid yet' : `highest of ${count(auction.bidCount, 'bid')}`,
  ),
]

const bidList = (auction) =>
  auction.bids.length === 0
    ? [muted('Nobody has bid yet.')]
    : [element('ul', { class: 'entries', id: 'bids' }, ...auction.bids.map((bid) => bidEntry(auction, bid)))]

/** The parts of the view that change while it is looked at; a bid that is being typed stays. */
const createStage = (id, user) => {
  const parts = { state: element('div'), action: element('div'), bids: element('div') }
  const time = { current: clock(Date.now()) }
  const spoken = element('p', { class: 'quiet', role: 'status', 'aria-live': 'polite' })
  const live = element('p', { class: 'live', 'data-live': 'false' }, 'not live yet')
  let shown
  const place = async (amountCents) => {
    await askAsVisitor('POST', `/api/auctions/${id}/bids`, { amountCents })
    await refresh()
    notify('Yours is the highest bid.')
  }
  const show = (auction) => {
    const typed = parts.action.querySelector('input')
    const isTyping = document.activeElement === typed && typed !== null
    const amount = typed?.value
    shown = auction
    parts.state.replaceChildren(...state(auction))
    parts.action.replaceChildren(action(auction, user, place))
    parts.bids.replaceChildren(...bidList(auction))
    const next = parts.action.querySelector('input')
    if (next && Number(amount) * 100 >= auction.nextCents) next.value = amount
    if (next && isTyping) next.focus()
    time.current.dateTime = new Date(auction.endsAt).toISOString()
    time.current.textContent = auction.status === 'open' ? left(auction.endsAt) : 'over'
  }
  const refresh = async () => show((await read(`/api/auctions/${id}`)).auction)
  return { parts, time, spoken, live, show, refresh, current: () => shown }
}

const sentenceOf = (event, currency) => {
  if (event.type === 'bid') return `New bid: ${money(event.amountCents, currency)}.`
  return event.highestCents === null ? 'The auction ended without a bid.' : `Sold for ${money(event.highestCents, currency)}.`
}

const follow = (stage, id) => {
  const onEvent = async (event) => {
    stage.spoken.textContent = sentenceOf(event, stage.current().currency)
    await stage.refresh().catch((error) => notify(error.message))
  }
  const onState = (isLive) => {
    stage.live.dataset.live = String(isLive)
    stage.live.textContent = isLive ? 'live' : 'connecting again …'
    if (isLive) void stage.refresh().catch(() => undefined)
  }
  const stop = hear(`auction:${id}`, onEvent, onState)
  const timer = setInterval(() => {
    const { status, endsAt } = stage.current()
    if (status === 'open') stage.time.current.textContent = left(endsAt)
  }, 1000)
  return () => {
    stop()
    clearInterval(timer)
  }
}

export const view = async ({ id }) => {
  const [{ auction }, user] = await Promise.all([read(`/api/auctions/${id}`), currentUser()])
  const stage = createStage(id, user)
  stage.show(auction)
  const words = element(
    'div',
    { class: 'words' },
    heading(auction.name),
    element('p', { class: 'line' }, stage.time.current, stage.live),
    stage.parts.state,
    stage.parts.action,
    element('p', {}, link(`/products/${auction.productId}`, {}, 'See the product')),
    stage.spoken,
  )
  const back = element('p', { class: 'crumbs' }, link('/auctions', {}, 'Auctions'))
  const article = element('article', { class: 'product' }, image({ ...auction, id: auction.productId }, true), words)
  return { title: `Auction: ${auction.name}`, content: [back, article, panel('Bids', stage.parts.bids)], left: follow(stage, id) }
}
