/** A product's picture as the shop draws it; where that does not come, one that is drawn here. */
import { picture } from './art.js'
import { element } from './elements.js'

export const image = (product, isFirst = false) =>
  element('img', {
    class: 'picture',
    src: `/api/products/${product.id}/image`,
    alt: '',
    width: 400,
    height: 400,
    decoding: 'async',
    loading: isFirst ? 'eager' : 'lazy',
    onerror: ({ currentTarget }) => currentTarget.replaceWith(picture(product)),
  })
