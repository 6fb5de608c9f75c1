/** The requests of a visit that buys, as the shop's own visitors send them, one after the other on each connection. */
import type { Request } from 'autocannon'

const PRODUCTS = 504
const CATEGORIES = ['clothing', 'shoes', 'bags', 'kitchen', 'home', 'garden', 'outdoor', 'stationery'] as const

/** Each product in its turn, so that no stock runs out. */
let turn = 0
const nextProduct = (): number => 1 + (turn++ % PRODUCTS)

const parse = (body: string): Readonly<Record<string, unknown>> => JSON.parse(body) as Readonly<Record<string, unknown>>

interface Memory {
  session?: string
  order?: number
}

const inSession = (setup: (memory: Memory) => Partial<Request>): Request => ({
  setupRequest: (request, memory: Memory) => {
    const asked = setup(memory)
    const json = asked.body === undefined ? {} : { 'content-type': 'application/json' }
    return { ...request, ...asked, headers: { ...json, 'x-session': memory.session ?? 'x'.repeat(22) } }
  },
})

const get = (path: () => string): Request => inSession(() => ({ method: 'GET', path: path() }))
const post = (path: string, body?: () => object): Request =>
  inSession(() => ({ method: 'POST', path, ...(body ? { body: JSON.stringify(body()) } : {}) }))

const remembering = (request: Request, remember: (body: Readonly<Record<string, unknown>>, memory: Memory) => void): Request => ({
  ...request,
  onResponse: (status, body, context) => {
    if (status < 300) remember(parse(body), context as Memory)
  },
})

/** Eleven requests: eight that read, three that write; autocannon begins again at the first. */
export const visit: readonly Request[] = [
  remembering(post('/api/sessions'), ({ session }, memory) => {
    memory.session = String(session)
  }),
  get(() => '/api/categories'),
  get(() => '/api/products?limit=24'),
  get(() => `/api/products?limit=24&category=${CATEGORIES[turn % CATEGORIES.length]}`),
  get(() => `/api/products/${nextProduct()}`),
  get(() => '/api/products?limit=24&search=lamp'),
  get(() => `/api/products/${nextProduct()}`),
  post('/api/basket/items', () => ({ productId: nextProduct(), quantity: 1 })),
  get(() => '/api/basket'),
  remembering(post('/api/checkout'), ({ order }, memory) => {
    memory.order = (order as { readonly id: number }).id
  }),
  inSession(({ order }) => ({ method: 'POST', path: `/api/orders/${order}/payments`, body: JSON.stringify({ method: 'invoice' }) })),
]
