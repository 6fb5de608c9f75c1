/** How much is in the basket, in the header of every view. */
import { addToBasket } from './api.js'
import { button, notify } from './elements.js'

export const showCount = ({ items }) => {
  document.querySelector('#basket-count').textContent = items.reduce((sum, item) => sum + item.quantity, 0)
}

export const addButton = (product, title = 'Add') =>
  button(
    title,
    async () => {
      showCount(await addToBasket(product.id))
      notify(`${product.name} is in your basket.`)
    },
    { disabled: product.availability === 'sold out', 'aria-label': `${title} ${product.name} to the basket` },
  )
