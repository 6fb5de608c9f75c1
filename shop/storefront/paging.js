/** A list that is too long for one page: the page stands where it is asked for, and two buttons turn it. */
import { button, element } from './elements.js'

/** Shows `load(offset)`'s page, made by `show`, and turns it. `load` answers `{total, limit, offset, …}`. */
export const pages = async (load, show) => {
  const place = element('div')
  const turn = (answer) => {
    const { total, limit, offset } = answer
    const last = Math.min(offset + limit, total)
    const go = (to) => async () => turn(await load(to))
    const turner = element(
      'p',
      { class: 'buttons turner' },
      element('span', { class: 'muted' }, `${offset + 1} to ${last} of ${total}`),
      button('Earlier', go(Math.max(0, offset - limit)), { class: 'second', disabled: offset === 0 }),
      button('Further', go(offset + limit), { class: 'second', disabled: last >= total }),
    )
    place.replaceChildren(show(answer), ...(total > limit ? [turner] : []))
  }
  turn(await load(0))
  return { place, reload: async (offset = 0) => turn(await load(offset)) }
}
