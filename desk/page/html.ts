/** Markup in which every value from outside is escaped: a template that cannot forget it. */

const safe: unique symbol = Symbol('markup')

export interface Html {
  readonly [safe]: string
}

export type Content = Html | string | number | undefined | false | readonly Content[]

const REPLACEMENTS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Makes text safe between tags and inside quoted attributes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => REPLACEMENTS[character] ?? '')

/** Takes markup as it is; only for what this program or its markdown renderer made. */
export const trusted = (markup: string): Html => Object.freeze({ [safe]: markup })

const render = (content: Content): string => {
  if (content === undefined || content === false) return ''
  if (typeof content === 'string') return escapeHtml(content)
  if (typeof content === 'number') return String(content)
  if (safe in content) return content[safe]
  return content.map(render).join('')
}

/** @example html`<p>${alert.labels['route']}</p>` */
export const html = (parts: TemplateStringsArray, ...contents: readonly Content[]): Html =>
  trusted(String.raw({ raw: parts }, ...contents.map(render)))

export const toMarkup = (content: Html): string => content[safe]
