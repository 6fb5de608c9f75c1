/** Tells the shop how the page felt: once, as it is left, and never who was there. */
import { pageAt } from './routes.js'
import { onCLS, onFCP, onINP, onLCP, onTTFB } from './vendor/web-vitals-6.2.3.js'

const deviceOf = () => {
  const shorter = Math.min(screen.width, screen.height)
  if (!matchMedia('(pointer: coarse)').matches || shorter > 1100) return 'desktop'
  return shorter < 600 ? 'phone' : 'tablet'
}

const connectionOf = () => {
  const type = navigator.connection?.effectiveType
  return ['4g', '3g', '2g', 'slow-2g'].includes(type) ? type : 'unknown'
}

export const startVitals = () => {
  const page = pageAt(location.pathname)
  let values = {}
  const keep = ({ name, value }) => (values[name] = Math.max(0, value))
  for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(keep)
  addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden' || Object.keys(values).length === 0) return
    const beacon = JSON.stringify({ page, device: deviceOf(), connection: connectionOf(), values })
    values = {}
    navigator.sendBeacon('/api/vitals', new Blob([beacon], { type: 'application/json' }))
  })
}
