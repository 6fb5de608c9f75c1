/** What is under the hammer now. */
import { read } from '../api.js'
import { count, element, heading, link, money, muted } from '../elements.js'
import { image } from '../pictures.js'
import { clock, left } from '../remaining.js'

const card = (auction, index) =>
  element(
    'li',
    { class: 'card' },
    link(
      `/auctions/${auction.id}`,
      { class: 'face' },
      image({ ...auction, id: auction.productId }, index < 6),
      element('span', { class: 'name' }, auction.name),
    ),
    element(
      'div',
      { class: 'line' },
      element('span', { class: 'price' }, money(auction.highestCents ?? auction.startCents, auction.currency)),
      element('span', { class: 'muted' }, count(auction.bidCount, 'bid')),
    ),
    clock(auction.endsAt),
  )

export const view = async () => {
  const { auctions, total } = await read('/api/auctions', { status: 'open', limit: 40 })
  const list = element('ul', { class: 'grid', id: 'auctions' }, ...auctions.map(card))
  const timer = setInterval(() => {
    for (const time of list.querySelectorAll('time')) time.textContent = left(time.dateTime)
  }, 1000)
  const summary = element('p', { class: 'muted' }, total === 0 ? '' : `${total} open now`)
  const content = [heading('Auctions', summary), total === 0 ? muted('Nothing is under the hammer; come back in a minute.') : list]
  return { title: 'Auctions', content, left: () => clearInterval(timer) }
}
