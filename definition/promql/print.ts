import type { Duration } from './duration.js'
import type { Aggregate, Binary, Join, LabelMatch, Node, Operator, Selector } from './node.js'

/** A rule fixes its windows; a panel lets them follow its resolution and adds its variables (label to variable) as matchers. */
export type Form = { readonly for: 'rule' } | { readonly for: 'panel'; readonly variables?: Readonly<Record<string, string>> }

const RULE: Form = { for: 'rule' }

const PRECEDENCE: Readonly<Record<Operator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '>': 3,
  '<': 3,
  '>=': 3,
  '<=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
}

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

const matchText = ({ label, operator, value }: LabelMatch): string => `${label}${operator}${quoted(value)}`

const variableMatches = (form: Form, { matches, labels }: Selector): readonly string[] =>
  form.for === 'rule'
    ? []
    : Object.entries(form.variables ?? {})
        .filter(([label]) => labels?.includes(label) ?? true)
        .filter(([label]) => !matches.some((match) => match.label === label))
        .map(([label, variable]) => `${label}=~"$${variable}"`)

const offsetText = (offset: Duration | undefined): string => (offset ? ` offset ${offset}` : '')

const selectorText = (node: Selector, form: Form, window = ''): string => {
  const matches = [...node.matches.map(matchText), ...variableMatches(form, node)]
  return `${node.metric}${matches.length > 0 ? `{${matches.join(', ')}}` : ''}${window}${offsetText(node.offset)}`
}

const joinText = (join: Join | undefined): string => {
  if (!join) return ''
  const group = join.groupLeft ? ` group_left (${join.groupLeft.join(', ')})` : ''
  return ` on (${join.on.join(', ')})${group}`
}

const aggregateText = (node: Aggregate, form: Form): string => {
  const by = node.by.length > 0 ? ` by (${node.by.join(', ')}) ` : ''
  const parameter = node.parameter ? `${print(node.parameter, form)}, ` : ''
  return `${node.name}${by}(${parameter}${print(node.of, form)})`
}

const operand = (node: Node, parent: Binary, side: 'left' | 'right', form: Form): string => {
  const text = print(node, form)
  if (node.type === 'raw') return `(${text})`
  if (node.type !== 'binary') return text
  const [inner, outer] = [PRECEDENCE[node.operator], PRECEDENCE[parent.operator]]
  return inner < outer || (inner === outer && side === 'right') ? `(${text})` : text
}

const binaryText = (node: Binary, form: Form): string =>
  `${operand(node.left, node, 'left', form)} ${node.operator}${joinText(node.join)} ${operand(node.right, node, 'right', form)}`

const window = (text: Duration, follows: boolean, form: Form): string => `[${follows && form.for === 'panel' ? '$__rate_interval' : text}]`

const isSimple = (node: Node): boolean => node.type === 'selector' || node.type === 'call' || node.type === 'aggregate'

/**
 * The text of an expression, the only place where PromQL is written.
 *
 * @example print(requests.rate('5m').sum('route').node) // sum by (route) (rate(http_requests_total[5m]))
 */
export const print = (node: Node, form: Form = RULE): string => {
  switch (node.type) {
    case 'selector':
      return selectorText(node, form)
    case 'range':
      return selectorText(node.of, form, window(node.window, node.follows, form))
    case 'subquery': {
      const inner = print(node.of, form)
      return `${isSimple(node.of) ? inner : `(${inner})`}[${node.window}:${node.step}]${offsetText(node.offset)}`
    }
    case 'call':
      return `${node.name}(${node.parameters.map((parameter) => print(parameter, form)).join(', ')})`
    case 'aggregate':
      return aggregateText(node, form)
    case 'binary':
      return binaryText(node, form)
    case 'literal':
      return String(node.value)
    case 'raw':
      return node.text
  }
}
