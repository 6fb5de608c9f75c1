/** What people of the shop write to each other, as it comes. */
import { askAsVisitor, read } from '../api.js'
import { element, field, form, heading, link, moment, notify, panel } from '../elements.js'
import { currentUser, signInLink } from '../people.js'
import { hear } from '../realtime.js'

const LARGEST_BYTES = 2 * 1024 * 1024
const MARKED_AT_A_TIME = 10

const entry = (message, user) =>
  element(
    'li',
    { class: message.from.id === user.id ? 'message own' : 'message' },
    element(
      'p',
      { class: 'muted' },
      `${message.from.id === user.id ? `to ${message.to.name}` : message.from.name} · ${moment(message.createdAt)}`,
    ),
    element('p', {}, message.text),
    message.attachment && element('p', {}, link(message.attachment.url, { download: '', target: '_blank' }, 'Attachment')),
  )

const attach = async (file) => {
  if (!file || file.size === 0) return undefined
  if (file.size > LARGEST_BYTES) throw new Error('The attachment is too large; choose one of at most 2 MB.')
  return (await askAsVisitor('POST', '/api/uploads', file)).upload.id
}

const writing = (partners, done) =>
  form(
    async ({ to, text, file }, place) => {
      const attachment = await attach(file)
      await askAsVisitor('POST', '/api/messages', { to: Number(to), text, ...(attachment ? { attachment } : {}) })
      place.reset()
      await done()
      notify('Your message is sent.')
    },
    field('To', { name: 'to', required: true }, 'select', ...partners.map(({ id, name }) => element('option', { value: id }, name))),
    field('Message', { name: 'text', rows: 3, maxlength: 2000, required: true }, 'textarea'),
    field('Picture or PDF, if you like', { name: 'file', type: 'file', accept: 'image/png,image/jpeg,image/webp,application/pdf' }),
    element('button', { type: 'submit' }, 'Send'),
  )

/** Whoever has written or was written to, then those whom anybody may write to. */
const partnersOf = (messages, contacts, user) => {
  const others = messages.map(({ from, to }) => (from.id === user.id ? to : from))
  return [...new Map([...others, ...contacts].map((other) => [other.id, other])).values()]
}

/** What is shown was read; a few at a time, for each is a request. */
const markRead = async (messages, user) => {
  const fresh = messages.filter(({ to, readAt }) => to.id === user.id && readAt === null).slice(0, MARKED_AT_A_TIME)
  await Promise.allSettled(fresh.map(({ id }) => read(`/api/messages/${id}`)))
}

export const view = async () => {
  const user = await currentUser()
  const title = 'Messages'
  if (!user) return { title, content: [heading(title), element('p', {}, signInLink('Sign in to read your messages'))] }
  const list = element('ul', { 'aria-live': 'polite' })
  const load = async () => {
    const { messages } = await read('/api/messages', { limit: 50 })
    list.replaceChildren(
      ...(messages.length === 0
        ? [element('li', { class: 'muted' }, 'Nobody has written to you yet.')]
        : messages.map((message) => entry(message, user))),
    )
    void markRead(messages, user)
    return messages
  }
  const [messages, { contacts }] = await Promise.all([load(), read('/api/contacts')])
  const partners = partnersOf(messages, contacts, user)
  const stop = hear(
    `user:${user.id}`,
    ({ type }) => type === 'message' && void load().catch(() => undefined),
    () => undefined,
  )
  const content = [
    element('p', { class: 'crumbs' }, link('/account', {}, 'Your account')),
    heading(title),
    element('div', { class: 'beside' }, panel('Read', list), panel('Write', writing(partners, load))),
  ]
  return { title, content, left: stop }
}
