/** The shop's API as the pages use it. A refusal is thrown with the API's own sentence. */

const SESSION = 'loadline-session'

export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence)
    this.name = 'Refusal'
    this.status = status
  }
}

const ask = async (method, path, body, session) => {
  const headers = { ...(body ? { 'content-type': 'application/json' } : {}), ...(session ? { 'x-session': session } : {}) }
  let response
  try {
    response = await fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  } catch {
    throw new Refusal(0, 'The shop does not answer; check your connection and try again.')
  }
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  throw new Refusal(response.status, answer.error ?? 'Something went wrong on our side; try again.')
}

const newSession = async () => {
  const { session } = await ask('POST', '/api/sessions')
  localStorage.setItem(SESSION, session)
  return session
}

/** Asks in the visitor's session; one that has ended is replaced once. */
const askAsVisitor = async (method, path, body) => {
  try {
    return await ask(method, path, body, localStorage.getItem(SESSION) ?? (await newSession()))
  } catch (error) {
    if (error.status !== 401) throw error
    return ask(method, path, body, await newSession())
  }
}

export const readCategories = async () => (await ask('GET', '/api/categories')).categories

export const readProducts = ({ category, search, offset, limit }) => {
  const query = new URLSearchParams({ limit, offset })
  if (category) query.set('category', category)
  if (search) query.set('search', search)
  return ask('GET', `/api/products?${query}`)
}

export const readProduct = async (id) => (await ask('GET', `/api/products/${id}`)).product

/** A visitor who never put anything into a basket has no session, and no request is spent on one. */
export const readBasket = async () =>
  localStorage.getItem(SESSION) ? (await askAsVisitor('GET', '/api/basket')).basket : { items: [], totalCents: 0, currency: 'EUR' }

export const addToBasket = async (productId) => (await askAsVisitor('POST', '/api/basket/items', { productId, quantity: 1 })).basket

export const changeQuantity = async (productId, quantity) =>
  quantity === 0
    ? (await askAsVisitor('DELETE', `/api/basket/items/${productId}`)).basket
    : (await askAsVisitor('PUT', `/api/basket/items/${productId}`, { quantity })).basket

export const checkOut = async () => (await askAsVisitor('POST', '/api/checkout')).order

export const pay = (order, method) => askAsVisitor('POST', `/api/orders/${order}/payments`, { method })

export const readOrders = async () => (localStorage.getItem(SESSION) ? (await askAsVisitor('GET', '/api/orders')).orders : [])

export const readOrder = async (id) => (await askAsVisitor('GET', `/api/orders/${id}`)).order
