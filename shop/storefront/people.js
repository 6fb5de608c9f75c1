/** Who is signed in, and what of the shop's navigation is theirs. */
import { askAsVisitor, currentSession, forgetSession, keepSession } from './api.js'
import { element, link } from './elements.js'

let known

const load = async () => {
  if (!currentSession()) return undefined
  return (await askAsVisitor('GET', '/api/account')).user ?? undefined
}

/** Whoever is signed in; asked once a page. */
export const currentUser = () => {
  known ??= load().catch(() => undefined)
  return known
}

const places = ({ role } = {}) => {
  if (role === 'supplier') return [['/supplier', 'Supplier']]
  if (role === 'administrator') return [['/administration', 'Manage']]
  return []
}

/** Shows in the header what this visitor may go to. */
export const showPerson = async () => {
  const user = await currentUser()
  const items = [['/auctions', 'Auctions'], ...places(user), ['/account', user ? user.name.split(' ')[0] : 'Sign in']]
  document.querySelector('#places').replaceChildren(...items.map(([href, title]) => element('li', {}, link(href, {}, title))))
}

const became = async (answer) => {
  if (answer.session) keepSession(answer.session)
  known = undefined
  await showPerson()
}

export const signIn = async (email, password) => became(await askAsVisitor('POST', '/api/sign-in', { email, password }))

export const signUp = async (person) => became(await askAsVisitor('POST', '/api/sign-up', person))

export const signOut = async () => {
  await askAsVisitor('POST', '/api/sign-out')
  forgetSession()
  await became({})
}

/** Where somebody has to sign in first, and comes back from there. */
export const signInLink = (words) => link(`/account?next=${encodeURIComponent(location.pathname)}`, { class: 'action' }, words)
