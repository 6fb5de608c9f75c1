/** The shop's API as the pages use it. A refusal is thrown with the API's own sentence. */

const SESSION = 'loadline-session'

export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence)
    this.name = 'Refusal'
    this.status = status
  }
}

const answered = async (path, options) => {
  let response
  try {
    response = await fetch(path, options)
  } catch {
    throw new Refusal(0, 'The shop does not answer; check your connection and try again.')
  }
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  throw new Refusal(response.status, answer.error ?? 'Something went wrong on our side; try again.')
}

const ask = (method, path, body, session) => {
  const type = body instanceof Blob ? body.type : 'application/json'
  const headers = { ...(body ? { 'content-type': type } : {}), ...(session ? { 'x-session': session } : {}) }
  return answered(path, { method, headers, ...(body ? { body: body instanceof Blob ? body : JSON.stringify(body) } : {}) })
}

/** The visitor's session, where there is one; somebody who only looks around has none. */
export const currentSession = () => localStorage.getItem(SESSION)
export const keepSession = (session) => localStorage.setItem(SESSION, session)
export const forgetSession = () => localStorage.removeItem(SESSION)

/** Opens a session where there is none yet. */
export const ensureSession = async () => currentSession() ?? newSession()

const newSession = async () => {
  const { session } = await ask('POST', '/api/sessions')
  keepSession(session)
  return session
}

/** A session that the shop no longer knows is replaced once; somebody who must sign in is told so. */
const isOver = (error) => error.status === 401 && /session/i.test(error.message)

/** Asks in the visitor's session and opens one where there is none. */
export const askAsVisitor = async (method, path, body) => {
  try {
    return await ask(method, path, body, await ensureSession())
  } catch (error) {
    if (!isOver(error)) throw error
    return ask(method, path, body, await newSession())
  }
}

/** Reads what everybody may read; a session goes along where there is one. */
export const read = (path, query = {}) => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(given).toString()
  return ask('GET', search ? `${path}?${search}` : path, undefined, currentSession())
}

/** A visitor who never put anything into a basket has no session, and no request is spent on one. */
export const readBasket = async () =>
  currentSession() ? (await askAsVisitor('GET', '/api/basket')).basket : { items: [], totalCents: 0, currency: 'EUR' }

export const addToBasket = async (productId) => (await askAsVisitor('POST', '/api/basket/items', { productId, quantity: 1 })).basket

export const changeQuantity = async (productId, quantity) =>
  quantity === 0
    ? (await askAsVisitor('DELETE', `/api/basket/items/${productId}`)).basket
    : (await askAsVisitor('PUT', `/api/basket/items/${productId}`, { quantity })).basket

export const checkOut = async () => (await askAsVisitor('POST', '/api/checkout')).order

export const pay = (order, method) => askAsVisitor('POST', `/api/orders/${order}/payments`, { method })

export const readOrders = async () => (currentSession() ? (await askAsVisitor('GET', '/api/orders')).orders : [])

export const readOrder = async (id) => (await askAsVisitor('GET', `/api/orders/${id}`)).order
