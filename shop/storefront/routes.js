/** Every view by its address, and the name that beacons give it. */
export const ROUTES = [
  [/^\/$/, 'browse', () => import('./views/browse.js')],
  [/^\/products\/(\d+)$/, 'product', () => import('./views/product.js')],
  [/^\/basket$/, 'basket', () => import('./views/basket.js')],
  [/^\/orders\/(\d+)$/, 'order', () => import('./views/order.js')],
  [/^\/account$/, 'account', () => import('./views/account.js')],
  [/^\/account\/messages$/, 'account', () => import('./views/messages.js')],
  [/^\/auctions$/, 'auctions', () => import('./views/auctions.js')],
  [/^\/auctions\/(\d+)$/, 'auction', () => import('./views/auction.js')],
  [/^\/supplier$/, 'supplier', () => import('./views/supplier.js')],
  [/^\/administration$/, 'administration', () => import('./views/administration.js')],
]

export const pageAt = (path) => ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? 'browse'
