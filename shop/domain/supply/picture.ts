/** A line figure for each category, on a square of a hundred. */
const FIGURES: Readonly<Record<string, string>> = {
  clothing: 'M38 26l-16 10 6 14 7-4v32h30V46l7 4 6-14-16-10c-4 8-20 8-24 0z',
  shoes: 'M20 34v32h60v-8c0-8-14-8-22-12l-10-12c-8 6-20 6-28 0zM20 60h60',
  bags: 'M26 40h48l4 38H22zM38 40v-6a12 12 0 0 1 24 0v6',
  kitchen: 'M24 44h44v22a10 10 0 0 1-10 10H34a10 10 0 0 1-10-10zM68 50h6a7 7 0 0 1 0 14h-6M36 26v10M46 24v12M56 26v10',
  home: 'M36 24h28l10 26H26zM50 50v26M36 78h28',
  garden: 'M34 56h32l-5 22H39zM50 56V36M50 44c-14 0-18-8-18-16 12 0 18 6 18 16zM50 38c0-8 6-14 16-14 0 8-4 14-16 14z',
  outdoor: 'M50 24L18 76h64zM50 44L36 76h28z',
  stationery: 'M28 24h40a4 4 0 0 1 4 4v48a4 4 0 0 1-4 4H28zM38 24v56M48 38h14M48 48h14',
}
const ANY = 'M24 34l26-12 26 12v32L50 78 24 66zM24 34l26 12 26-12M50 46v32'

/**
 * Draws a product as SVG: the figure of its category on a ground of its own colour. The same product looks the same
 * each time, and nothing that a supplier wrote gets into it.
 *
 * @example pictureOf(7, 'shoes').startsWith('<svg') // true
 */
export const pictureOf = (id: number, category: string): string => {
  const hue = (id * 137) % 360
  const circle = `<circle cx="${50 + (id % 7) * 4 - 12}" cy="52" r="34" fill="hsl(${(hue + 24) % 360} 48% 82%)"/>`
  const stroke = `stroke="hsl(${hue} 46% 26%)" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"`
  const figure = `<path d="${FIGURES[category] ?? ANY}" fill="none" ${stroke}/>`
  const ground = `<rect width="100" height="100" fill="hsl(${hue} 42% 90%)"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="400" height="400">${ground}${circle}${figure}</svg>`
}
