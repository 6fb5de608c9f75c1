/** Which view an address shows. An address can be linked, reloaded and gone back to. */
import { element, heading } from './elements.js'

const main = document.querySelector('main')
let leave
let visit = 0
let address

let routes = []

const routeOf = (path) => {
  for (const [pattern, , load] of routes) {
    const [whole, id] = pattern.exec(path) ?? []
    if (whole !== undefined) return { load, id }
  }
  return undefined
}

const words = (title, sentence) => ({ title, content: [heading(title), element('p', {}, sentence)] })

const shown = async (route, query) => {
  if (!route) return words('Nothing here', 'This address leads to no page of the shop.')
  try {
    const { view } = await route.load()
    return await view({ id: Number(route.id), query })
  } catch (error) {
    return words(error.status === 404 ? 'Not found' : 'That did not work', error.message)
  }
}

/** Marks in the navigation where the visitor is. */
export const markCurrent = () => {
  for (const anchor of document.querySelectorAll('.top a, .categories a')) {
    const { pathname, search } = new URL(anchor.href)
    const isHere = pathname === location.pathname && (pathname !== '/' || search === location.search) && anchor.id !== 'home'
    if (isHere) anchor.setAttribute('aria-current', 'page')
    else anchor.removeAttribute('aria-current')
  }
}

/** Shows the view of the address as it stands; a view that was asked for later wins. */
const render = async ({ top = 0, isFirst = false } = {}) => {
  visit += 1
  const own = visit
  address = location.pathname + location.search
  main.setAttribute('aria-busy', 'true')
  const { title, content, left } = await shown(routeOf(location.pathname), new URLSearchParams(location.search))
  if (own !== visit) return left?.()
  leave?.()
  leave = left
  document.title = `${title} · Loadline`
  main.replaceChildren(...content)
  main.setAttribute('aria-busy', 'false')
  markCurrent()
  scrollTo(0, top)
  if (!isFirst) main.querySelector('#title')?.focus({ preventScroll: true })
  return undefined
}

/** Goes to an address of the shop. */
export const navigate = (wanted) => {
  if (wanted !== location.pathname + location.search) {
    history.replaceState({ top: scrollY }, '')
    history.pushState({ top: 0 }, '', wanted)
  }
  return render()
}

/** Shows the present view again, from what the shop says now. */
export const again = () => render({ top: scrollY })

const isPlainClick = (event) =>
  event.button === 0 && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)

const follow = (event) => {
  const anchor = event.target instanceof Element ? event.target.closest('a[href]') : undefined
  if (!anchor || !isPlainClick(event) || anchor.target || anchor.hasAttribute('download')) return
  const { origin, pathname, search, hash } = new URL(anchor.href)
  if (origin !== location.origin || hash || !routeOf(pathname)) return
  event.preventDefault()
  void navigate(pathname + search)
}

/** Shows views by this table from now on: `[pattern, name, load]` each. */
export const startRouter = (table) => {
  routes = table
  history.scrollRestoration = 'manual'
  document.addEventListener('click', follow)
  addEventListener('popstate', (event) => {
    // a jump within the page, such as past the navigation, is the browser's own
    if (address !== location.pathname + location.search) void render({ top: event.state?.top ?? 0 })
  })
  return render({ isFirst: true })
}
