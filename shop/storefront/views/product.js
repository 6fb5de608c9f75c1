/** One product: what it is, what others think of it, and the way into the basket. */
import { askAsVisitor, read } from '../api.js'
import { addButton } from '../counting.js'
import { button, choice, count, element, field, form, heading, link, money, moment, muted, notify, panel } from '../elements.js'
import { currentUser, signInLink } from '../people.js'
import { image } from '../pictures.js'
import { again } from '../router.js'
import { availability } from './browse.js'

const STARS = [5, 4, 3, 2, 1]

const stars = (number) =>
  element('span', { class: 'stars', role: 'img', 'aria-label': `${number} of 5 stars` }, '★'.repeat(number) + '☆'.repeat(5 - number))

const review = (entry) =>
  element(
    'li',
    { class: 'review' },
    element(
      'p',
      { class: 'line' },
      stars(entry.stars),
      element('span', { class: 'muted' }, `${entry.author ?? ''} · ${moment(entry.createdAt)}`),
    ),
    element('p', {}, entry.text),
  )

const reviewForm = (product) =>
  form(
    async ({ stars: given, text }) => {
      await askAsVisitor('POST', `/api/products/${product.id}/reviews`, { stars: Number(given), text })
      await again()
      notify('Thank you. Your review is there for others.')
    },
    choice(
      'Your stars',
      { name: 'stars' },
      STARS.map((number) => [number, `${'★'.repeat(number)} ${number}`]),
    ),
    field('What should others know?', { name: 'text', rows: 3, maxlength: 2000, required: true }, 'textarea'),
    element('button', { type: 'submit' }, 'Send the review'),
  )

const reviews = (product, { reviews: given, total, average }, user) =>
  panel(
    'Reviews',
    muted(total === 0 ? 'Nobody has reviewed it yet.' : `${average} of 5 stars, ${count(total, 'review')}`),
    element('ul', { class: 'reviews' }, ...given.map(review)),
    user
      ? element('details', {}, element('summary', {}, 'Write a review'), reviewForm(product))
      : element('p', {}, signInLink('Sign in to write a review')),
  )

const sampleButton = (product) =>
  button(
    'Request a sample',
    async () => {
      await askAsVisitor('POST', `/api/products/${product.id}/samples`)
      notify('A sample is on its way to you.')
    },
    { class: 'second' },
  )

const facts = (product, user) =>
  element(
    'div',
    { class: 'words' },
    heading(product.name),
    element('p', {}, product.description),
    element('p', { class: 'price large' }, money(product.priceCents, product.currency)),
    availability(product),
    element('p', { class: 'buttons' }, addButton(product, 'Add to basket'), user && sampleButton(product)),
    muted(`Article ${product.sku}`),
  )

export const view = async ({ id }) => {
  const [{ product }, given, user] = await Promise.all([
    read(`/api/products/${id}`),
    read(`/api/products/${id}/reviews`, { limit: 10 }).catch(() => ({ reviews: [], total: 0 })),
    currentUser(),
  ])
  const back = element(
    'p',
    { class: 'crumbs' },
    link('/', {}, 'All products'),
    ' / ',
    link(`/?category=${product.category}`, {}, product.category),
  )
  return {
    title: product.name,
    content: [back, element('article', { class: 'product' }, image(product, true), facts(product, user)), reviews(product, given, user)],
  }
}
