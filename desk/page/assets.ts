import { createHash } from 'node:crypto'
import { CLIENT_SCRIPT } from './client.js'
import { STYLE } from './style.js'

export const STYLESHEET = Object.freeze({ path: '/desk.css', type: 'text/css', text: STYLE })
export const SCRIPT = Object.freeze({ path: '/desk.js', type: 'text/javascript', text: CLIENT_SCRIPT })

/** A new release must not meet an old script in a browser's cache. */
const versioned = ({ path, text }: typeof STYLESHEET | typeof SCRIPT): string =>
  `${path}?v=${createHash('sha256').update(text).digest('hex').slice(0, 12)}`

export const assets = Object.freeze({ style: versioned(STYLESHEET), script: versioned(SCRIPT) })
