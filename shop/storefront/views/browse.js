/** The product grid: which products are asked for stands in the address. */
import { read } from '../api.js'
import { addButton } from '../counting.js'
import { button, count, element, heading, link, money } from '../elements.js'
import { image } from '../pictures.js'

const PAGE = 24
/** Pictures that a person sees without scrolling. */
const FIRST = 6

export const availability = (product) => element('span', { class: `stock ${product.availability.replace(' ', '-')}` }, product.availability)

const card = (product, index) =>
  element(
    'li',
    { class: 'card' },
    link(`/products/${product.id}`, { class: 'face' }, image(product, index < FIRST), element('span', { class: 'name' }, product.name)),
    element('div', { class: 'line' }, element('span', { class: 'price' }, money(product.priceCents, product.currency)), addButton(product)),
    availability(product),
  )

const titleOf = async ({ category, search }) => {
  if (search) return `“${search}”`
  if (!category) return 'All products'
  const { categories } = await read('/api/categories')
  return categories.find(({ slug }) => slug === category)?.title ?? 'All products'
}

export const view = async ({ query }) => {
  const filter = { category: query.get('category') ?? '', search: query.get('search') ?? '' }
  const page = (offset) => read('/api/products', { ...filter, limit: PAGE, offset })
  const [first, title] = await Promise.all([page(0), titleOf(filter)])
  document.querySelector('#words').value = filter.search
  const grid = element('ul', { id: 'products', class: 'grid' }, ...first.products.map(card))
  const more = button('Show more', async () => {
    const { products, total } = await page(grid.children.length)
    const cards = products.map((product) => card(product, FIRST))
    grid.append(...cards)
    more.hidden = products.length === 0 || grid.children.length >= total
    cards[0]?.querySelector('a').focus()
  })
  more.hidden = first.products.length >= first.total
  const summary = first.total === 0 ? 'Nothing fits; try another word.' : count(first.total, 'product')
  return {
    title,
    content: [heading(title, element('p', { id: 'summary', class: 'muted' }, summary)), grid, element('p', { class: 'more' }, more)],
  }
}
