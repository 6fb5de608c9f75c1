/** The product grid: which products are asked for stands in the address, so that a page can be linked and gone back to. */
import { addToBasket, readCategories, readProduct, readProducts } from './api.js'
import { picture } from './art.js'
import { showCount } from './basket.js'
import { careful, closeButton, element, money, notify, openDialog } from './elements.js'

const PAGE = 24
const find = (selector) => document.querySelector(selector)

let categories = []
let shown = 0

const wanted = () => {
  const query = new URLSearchParams(location.search)
  return { category: query.get('category') ?? '', search: query.get('search') ?? '' }
}

const add = (product) =>
  careful(async () => {
    showCount(await addToBasket(product.id))
    notify(`${product.name} is in your basket.`)
  })

const addButton = (product) => {
  const soldOut = product.availability === 'sold out'
  return element(
    'button',
    { type: 'button', disabled: soldOut, 'aria-label': `Add ${product.name} to the basket`, onclick: add(product) },
    'Add',
  )
}

const availability = (product) => element('span', { class: `stock ${product.availability.replace(' ', '-')}` }, product.availability)

const openProduct = (id) =>
  careful(async () => {
    const product = await readProduct(id)
    const dialog = find('#product')
    const words = element(
      'div',
      { class: 'words' },
      element('h2', { id: 'product-name' }, product.name),
      element('p', {}, product.description),
      element('p', { class: 'muted' }, `Article ${product.sku}`),
      element('p', { class: 'price large' }, money(product.priceCents, product.currency)),
      availability(product),
      addButton(product),
    )
    openDialog(dialog, closeButton(dialog), picture(product), words)
  })

const card = (product) =>
  element(
    'li',
    { class: 'card' },
    element(
      'button',
      { type: 'button', class: 'plain face', onclick: openProduct(product.id) },
      picture(product),
      element('span', { class: 'name' }, product.name),
    ),
    element('div', { class: 'line' }, element('span', { class: 'price' }, money(product.priceCents, product.currency)), addButton(product)),
    availability(product),
  )

const describe = ({ category, search }, total) => {
  const title = categories.find(({ slug }) => slug === category)?.title ?? 'All products'
  find('#title').textContent = search ? `“${search}”` : title
  find('#summary').textContent = total === 0 ? 'Nothing fits; try another word.' : `${total} ${total === 1 ? 'product' : 'products'}`
  find('#words').value = search
  for (const link of document.querySelectorAll('#categories a')) {
    if (link.dataset.slug === category && !search) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

const load = async (offset) => {
  const grid = find('#products')
  grid.setAttribute('aria-busy', 'true')
  try {
    const filter = wanted()
    const { products, total } = await readProducts({ ...filter, offset, limit: PAGE })
    const cards = products.map(card)
    if (offset === 0) grid.replaceChildren(...cards)
    else grid.append(...cards)
    shown = offset + products.length
    find('#more').hidden = shown >= total
    describe(filter, total)
    return total
  } catch (error) {
    find('#summary').textContent = error.message
    throw error
  } finally {
    grid.setAttribute('aria-busy', 'false')
  }
}

const go = (query) => {
  history.pushState(null, '', query ? `/?${query}` : '/')
  return load(0)
}

const categoryLink = ({ slug, title }) =>
  element(
    'li',
    {},
    element(
      'a',
      { href: slug ? `/?category=${slug}` : '/', 'data-slug': slug, onclick: careful(() => go(slug && `category=${slug}`)) },
      title,
    ),
  )

const loadCategories = async () => {
  categories = await readCategories()
  find('#categories').replaceChildren(...[{ slug: '', title: 'All' }, ...categories].map(categoryLink))
}

/** Shows what the address asks for, and follows clicks, searches and the way back. */
export const startCatalogue = async () => {
  find('#search').addEventListener(
    'submit',
    careful((event) => {
      const search = new FormData(event.target).get('search').trim()
      return go(search && new URLSearchParams({ search }).toString())
    }),
  )
  find('#home').addEventListener(
    'click',
    careful(() => go('')),
  )
  find('#more').addEventListener(
    'click',
    careful(() => load(shown)),
  )
  addEventListener(
    'popstate',
    careful(() => load(0)),
  )
  const [total] = await Promise.all([load(0), loadCategories()])
  describe(wanted(), total)
}
