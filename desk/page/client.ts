/**
 * What runs in the reader's browser: counts ages on, fetches the fragment every five seconds, and touches the page only
 * when it changed, keeping focus and opened rows, so that nothing flickers. Plain text, served by the desk.
 */
export const CLIENT_SCRIPT = `'use strict'
const EVERY = 5000
const LATE = 4000
let ahead = 0
let lastHeard = Date.now()

const ageText = (seconds) => {
  const s = Math.max(0, Math.floor(seconds))
  if (s < 60) return s + ' s'
  if (s < 3600) return Math.floor(s / 60) + ' min'
  const both = (large, largeUnit, small, smallUnit) => Math.floor(large) + ' ' + largeUnit + (small < 1 ? '' : ' ' + Math.floor(small) + ' ' + smallUnit)
  if (s < 86400) return both(s / 3600, 'h', (s % 3600) / 60, 'min')
  return both(s / 86400, 'd', (s % 86400) / 3600, 'h')
}

const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text
}

const readTimes = (root) => {
  const now = Date.now() - ahead
  for (const time of root.querySelectorAll('time[data-age]')) write(time, ageText((now - Date.parse(time.dateTime)) / 1000))
  for (const time of root.querySelectorAll('time[data-clock]')) {
    const date = new Date(time.dateTime)
    const sameDay = date.toDateString() === new Date(now).toDateString()
    write(time, sameDay ? date.toLocaleTimeString() : date.toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' }))
  }
}

const keepState = (current, fresh) => {
  for (const open of current.querySelectorAll('details[open]')) {
    const again = fresh.querySelector('#' + open.id)
    if (again) again.open = true
  }
}

const show = (markup) => {
  const fresh = new DOMParser().parseFromString(markup, 'text/html').querySelector('#inbox')
  const current = document.querySelector('#inbox')
  if (!fresh || !current) return
  ahead = Date.now() - Number(fresh.dataset.now)
  document.title = fresh.dataset.title + ' · Plimsoll'
  readTimes(fresh)
  readTimes(current)
  keepState(current, fresh)
  fresh.dataset.now = current.dataset.now
  if (current.isEqualNode(fresh)) return
  const focus = focusIn(current)
  current.replaceWith(fresh)
  focus?.(fresh)
  write(document.querySelector('#news'), fresh.dataset.title)
}

const focusIn = (current) => {
  const element = document.activeElement
  if (!element || !current.contains(element)) return undefined
  const owner = element.closest('[id]').id
  const href = element.getAttribute('href')
  return (fresh) => {
    const again = owner === 'inbox' ? fresh : fresh.querySelector('#' + owner)
    const candidates = again ? [...again.querySelectorAll('a, summary')] : []
    candidates.find((candidate) => candidate.getAttribute('href') === href)?.focus({ preventScroll: true })
  }
}

const lost = (reason) => {
  let band = document.querySelector('#lost')
  if (!band) {
    band = document.createElement('div')
    band.id = 'lost'
    band.className = 'band broken'
    band.setAttribute('role', 'alert')
    document.querySelector('main').prepend(band)
  }
  write(band, 'This page hears nothing from the desk (' + reason + '); what stands below is ' + ageText((Date.now() - lastHeard) / 1000) + ' old.')
}

const refresh = async () => {
  try {
    const answer = await fetch('/fragment', { signal: AbortSignal.timeout(LATE), cache: 'no-store' })
    if (answer.status !== 200 && answer.status !== 503) throw new Error('status ' + answer.status)
    show(await answer.text())
    lastHeard = Date.now()
    document.querySelector('#lost')?.remove()
  } catch (error) {
    lost({ TimeoutError: 'no answer in time', TypeError: 'no connection' }[error.name] || error.message)
  }
}

let timer
const loop = async () => {
  clearTimeout(timer)
  if (!document.hidden) await refresh()
  clearTimeout(timer)
  timer = setTimeout(loop, EVERY)
}

ahead = Date.now() - Number(document.querySelector('#inbox').dataset.now)
readTimes(document)
setInterval(() => readTimes(document), 1000)
document.addEventListener('visibilitychange', () => document.hidden || loop())
timer = setTimeout(loop, EVERY)
`
