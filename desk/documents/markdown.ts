import markdownIt from 'markdown-it'
import { escapeHtml, trusted } from '../page/html.js'
import type { Html } from '../page/html.js'

const isComment = (markup: string): boolean => /^\s*(<!--[\s\S]*?-->\s*)+$/.test(markup)

/** HTML in a runbook is shown as text; comments, which mark the generated parts, are left out. */
const shownHtml = (content: string): string => (isComment(content) ? '' : escapeHtml(content))

/** Runbooks link to each other as files; the desk serves them without the ending. */
const toAddress = (href: string): string => href.replace(/^(?:\.\/)?([\w.-]+)\.md(#.*)?$/, '/runbooks/$1$2')

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')

const createRenderer = (): markdownIt => {
  const markdown = markdownIt({ html: true, linkify: false, typographer: false })
  const { rules } = markdown.renderer
  rules.html_block = (tokens, index) => shownHtml(tokens[index]?.content ?? '')
  rules.html_inline = (tokens, index) => shownHtml(tokens[index]?.content ?? '')
  rules.link_open = (tokens, index, options, _environment, self) => {
    const token = tokens[index]
    token?.attrSet('href', toAddress(token.attrGet('href') ?? ''))
    return self.renderToken(tokens, index, options)
  }
  rules.heading_open = (tokens, index, options, _environment, self) => {
    tokens[index]?.attrSet('id', slug(tokens[index + 1]?.content ?? ''))
    return self.renderToken(tokens, index, options)
  }
  return markdown
}

const renderer = createRenderer()

/** Renders markdown; whatever HTML it holds comes out escaped, and links run no script. */
export const renderMarkdown = (text: string): Html => trusted(renderer.render(text))
