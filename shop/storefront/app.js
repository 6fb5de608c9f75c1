import { read, readBasket } from './api.js'
import { showCount } from './counting.js'
import { careful, element, link, notify } from './elements.js'
import { showPerson } from './people.js'
import { markCurrent, navigate, startRouter } from './router.js'
import { ROUTES } from './routes.js'
import { startVitals } from './vitals.js'

const showCategories = async () => {
  const { categories } = await read('/api/categories')
  const all = [{ slug: '', title: 'All' }, ...categories]
  const items = all.map(({ slug, title }) => element('li', {}, link(slug ? `/?category=${slug}` : '/', {}, title)))
  document.querySelector('#categories').replaceChildren(...items)
}

document.querySelector('#search').addEventListener(
  'submit',
  careful((event) => {
    const search = new FormData(event.target).get('search').trim()
    return navigate(search ? `/?${new URLSearchParams({ search })}` : '/')
  }),
)

startVitals()
const started = await Promise.allSettled([startRouter(ROUTES), showCategories(), showPerson(), readBasket().then(showCount)])
markCurrent()
const failure = started.find(({ status }) => status === 'rejected')
if (failure) notify(failure.reason.message)
