// says: 'shop_order' does not exist in type
import { businessQueries, shopState } from '../../../definition/catalogue/index.js'

export const wrong = businessQueries(shopState, {
  orders: { sql: 'SELECT 1 AS n', interval: '30s', timeout: '2s', fills: { shop_order: { value: 'n' } } },
})
