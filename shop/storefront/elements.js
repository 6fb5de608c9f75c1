/** Builds elements; text is always text, so nothing that the API sends can become markup. */
export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else if (value === true) made.setAttribute(key, '')
    else if (value !== false && value !== undefined) made.setAttribute(key, value)
  }
  made.append(...children)
  return made
}

const formats = new Map()

/** Cents as money in the visitor's own notation. */
export const money = (cents, currency) => {
  if (!formats.has(currency)) formats.set(currency, new Intl.NumberFormat(undefined, { style: 'currency', currency }))
  return formats.get(currency).format(cents / 100)
}

const notice = document.querySelector('#notice')
let timer

/** Says something in passing; screen readers read it out. While a dialog is open only what is in it is seen and read. */
export const notify = (sentence) => {
  const place = document.querySelector('dialog[open]') ?? document.body
  if (notice.parentElement !== place) place.append(notice)
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

/** Fills a dialog and opens it. */
export const openDialog = (dialog, ...children) => {
  dialog.replaceChildren(...children)
  if (!dialog.open) dialog.showModal()
}

export const closeButton = (dialog) =>
  element('button', { type: 'button', class: 'plain close', 'aria-label': 'Close', onclick: () => dialog.close() }, '×')
