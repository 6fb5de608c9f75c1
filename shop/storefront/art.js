/** Draws a product: a line figure of its category on a ground of its own colour. */

const SVG = 'http://www.w3.org/2000/svg'

const FIGURES = {
  clothing: 'M38 26l-16 10 6 14 7-4v32h30V46l7 4 6-14-16-10c-4 8-20 8-24 0z',
  shoes: 'M20 34v32h60v-8c0-8-14-8-22-12l-10-12c-8 6-20 6-28 0zM20 60h60',
  bags: 'M26 40h48l4 38H22zM38 40v-6a12 12 0 0 1 24 0v6',
  kitchen: 'M24 44h44v22a10 10 0 0 1-10 10H34a10 10 0 0 1-10-10zM68 50h6a7 7 0 0 1 0 14h-6M36 26v10M46 24v12M56 26v10',
  home: 'M36 24h28l10 26H26zM50 50v26M36 78h28',
  garden: 'M34 56h32l-5 22H39zM50 56V36M50 44c-14 0-18-8-18-16 12 0 18 6 18 16zM50 38c0-8 6-14 16-14 0 8-4 14-16 14z',
  outdoor: 'M50 24L18 76h64zM50 44L36 76h28z',
  stationery: 'M28 24h40a4 4 0 0 1 4 4v48a4 4 0 0 1-4 4H28zM38 24v56M48 38h14M48 48h14',
}

const node = (name, attributes) => {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

export const picture = ({ id, category }) => {
  const hue = (id * 137) % 360
  const drawing = node('svg', { viewBox: '0 0 100 100', 'aria-hidden': 'true', class: 'picture' })
  drawing.append(
    node('rect', { width: 100, height: 100, fill: `hsl(${hue} 42% 90%)` }),
    node('circle', { cx: 50 + (id % 7) * 4 - 12, cy: 52, r: 34, fill: `hsl(${(hue + 24) % 360} 48% 82%)` }),
    node('path', { d: FIGURES[category] ?? FIGURES.bags, class: 'figure', stroke: `hsl(${hue} 46% 26%)` }),
  )
  return drawing
}
