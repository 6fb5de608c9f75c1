/** A reader of text format 0.0.4, written from its description and not from our writer. */

export interface ReadSeries {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const readLabels = (text: string): { readonly labels: Readonly<Record<string, string>>; readonly rest: string } => {
  const labels: Record<string, string> = {}
  let at = 1
  while (text[at] !== '}') {
    const equals = text.indexOf('="', at)
    const name = text.slice(at, equals)
    let value = ''
    at = equals + 2
    while (text[at] !== '"') {
      if (at >= text.length) throw new Error(`a label is not closed: ${text}`)
      if (text[at] === '\\') {
        at += 1
        value += text[at] === 'n' ? '\n' : (text[at] ?? '')
      } else value += text[at]
      at += 1
    }
    if (name in labels) throw new Error(`label ${name} stands twice: ${text}`)
    labels[name] = value
    at += text[at + 1] === ',' ? 2 : 1
  }
  return { labels, rest: text.slice(at + 1) }
}

const readValue = (text: string): number => {
  if (text === '+Inf') return Infinity
  if (text === '-Inf') return -Infinity
  if (/^nan$/i.test(text)) return Number.NaN // Go, and so Prometheus, does not mind the case; prom-client writes Nan
  const value = Number(text)
  if (Number.isNaN(value)) throw new Error(`${text} is no value`)
  return value
}

export const readSeries = (line: string): ReadSeries => {
  const [name = ''] = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line) ?? []
  const after = line.slice(name.length)
  const { labels, rest } = after.startsWith('{') ? readLabels(after) : { labels: {}, rest: after }
  if (name === '' || !rest.startsWith(' ')) throw new Error(`no series: ${line}`)
  return { name, labels, value: readValue(rest.slice(1)) }
}

/** Every series of a page; comments are passed over. */
export const readPage = (text: string): readonly ReadSeries[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(readSeries)
