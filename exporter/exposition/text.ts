export { CONTENT_TYPE } from '../../exposition/index.js'
