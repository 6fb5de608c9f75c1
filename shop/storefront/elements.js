/** Builds elements; text is always text, so nothing that the API sends can become markup. */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else if (value === true) made.setAttribute(key, '')
    else if (value !== false && value !== undefined) made.setAttribute(key, value)
  }
  made.append(...children.filter((child) => child !== undefined && child !== false))
  return made
}

export const link = (href, attributes, ...children) => element('a', { href, ...attributes }, ...children)

const formats = new Map()

/** Cents as money in the visitor's own notation. */
export const money = (cents, currency = 'EUR') => {
  if (!formats.has(currency)) formats.set(currency, new Intl.NumberFormat(undefined, { style: 'currency', currency }))
  return formats.get(currency).format(cents / 100)
}

export const moment = (text) => new Date(text).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** One and many: `count(1, 'order')`. */
export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`

const notice = document.querySelector('#notice')
let timer

/** Says something in passing; screen readers read it out. */
export const notify = (sentence) => {
  notice.textContent = sentence
  notice.classList.add('shown')
  clearTimeout(timer)
  timer = setTimeout(() => notice.classList.remove('shown'), 4000)
}

/** Wraps a handler: its failure is said, not lost, and its button waits. */
export const careful = (work) => async (event) => {
  event?.preventDefault()
  const button = event?.submitter ?? event?.currentTarget
  if (button instanceof HTMLButtonElement) button.disabled = true
  try {
    await work(event)
  } catch (error) {
    notify(error.message)
  } finally {
    if (button instanceof HTMLButtonElement) button.disabled = false
  }
}

/** A view's first words; the heading takes the focus when the view is gone to. */
export const heading = (title, ...beside) =>
  element('div', { class: 'heading' }, element('h1', { tabindex: '-1', id: 'title' }, title), ...beside)

export const muted = (...words) => element('p', { class: 'muted' }, ...words)

export const pill = (status) => element('span', { class: `status ${status.replaceAll(' ', '-')}` }, status)

export const button = (title, onclick, attributes = {}) =>
  element('button', { type: 'button', onclick: careful(onclick), ...attributes }, title)

/** A labelled input; the label stands above it. */
export const field = (title, attributes, name = 'input', ...children) =>
  element('label', { class: 'field' }, element('span', {}, title), element(name, attributes, ...children))

export const choice = (title, attributes, options) =>
  field(title, attributes, 'select', ...options.map(([value, words]) => element('option', { value }, words)))

/** A form that hands its values to `work`. */
export const form = (work, ...children) =>
  element(
    'form',
    { class: 'form', onsubmit: careful((event) => work(Object.fromEntries(new FormData(event.target)), event.target)) },
    ...children,
  )

export const panel = (title, ...children) => element('section', { class: 'panel' }, element('h2', {}, title), ...children)

/** A table that scrolls on its own where it is wider than the page; each column is [title, cell of a row, class]. */
export const table = (caption, columns, rows) => {
  const row = (entry) => element('tr', {}, ...columns.map(([, cell, style]) => element('td', style ? { class: style } : {}, cell(entry))))
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', { class: 'quiet' }, caption),
      element('thead', {}, element('tr', {}, ...columns.map(([title, , style]) => element('th', { scope: 'col', class: style }, title)))),
      element('tbody', {}, ...rows.map(row)),
    ),
  )
}
