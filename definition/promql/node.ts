import type { Duration } from './duration.js'

/** What an expression is made of: plain frozen data, printed by print.ts and by nothing else. */
export type Node = Selector | Range | Subquery | Call | Aggregate | Binary | Literal | Raw

export type MatchOperator = '=' | '!=' | '=~' | '!~'

export interface LabelMatch {
  readonly label: string
  readonly operator: MatchOperator
  readonly value: string
}

export interface Selector {
  readonly type: 'selector'
  readonly metric: string
  readonly matches: readonly LabelMatch[]
  /** The labels of a series that a rule writes; a scraped series has its target's labels besides its own. */
  readonly labels?: readonly string[]
  readonly offset?: Duration
}

export interface Range {
  readonly type: 'range'
  readonly of: Selector
  readonly window: Duration
  /** A rate's window follows the panel's resolution; a fixed one means what it says everywhere. */
  readonly follows: boolean
}

export interface Subquery {
  readonly type: 'subquery'
  readonly of: Node
  readonly window: Duration
  readonly step: Duration
  readonly offset?: Duration
}

export interface Call {
  readonly type: 'call'
  readonly name: string
  readonly parameters: readonly Node[]
}

export interface Aggregate {
  readonly type: 'aggregate'
  readonly name: string
  readonly by: readonly string[]
  readonly parameter?: Node
  readonly of: Node
}

export interface Join {
  readonly on: readonly string[]
  readonly groupLeft?: readonly string[]
}

export interface Binary {
  readonly type: 'binary'
  readonly operator: Operator
  readonly left: Node
  readonly right: Node
  readonly join?: Join
}

export interface Literal {
  readonly type: 'literal'
  readonly value: number
}

export interface Raw {
  readonly type: 'raw'
  readonly text: string
}

export type Operator = '+' | '-' | '*' | '/' | '>' | '<' | '>=' | '<=' | '==' | '!=' | 'and' | 'or' | 'unless'

const frozen = <N extends Node>(node: N): N => Object.freeze(node)

/** Give the labels where a rule writes the series: a panel then adds its variables only where they can match. */
export const selector = (metric: string, matches: readonly LabelMatch[] = [], labels?: readonly string[]): Selector =>
  frozen({ type: 'selector', metric, matches, ...(labels && { labels }) })
export const range = (of: Selector, window: Duration, follows: boolean): Range => frozen({ type: 'range', of, window, follows })
export const subquery = (of: Node, window: Duration, step: Duration): Subquery => frozen({ type: 'subquery', of, window, step })
export const call = (name: string, ...parameters: readonly Node[]): Call => frozen({ type: 'call', name, parameters })
export const literal = (value: number): Literal => frozen({ type: 'literal', value })
export const rawText = (text: string): Raw => frozen({ type: 'raw', text })

export const aggregate = (name: string, by: readonly string[], of: Node, parameter?: Node): Aggregate =>
  frozen({ type: 'aggregate', name, by, of, ...(parameter && { parameter }) })

export const binary = (operator: Operator, left: Node, right: Node, join?: Join): Binary =>
  frozen({ type: 'binary', operator, left, right, ...(join && { join }) })

/** The nodes directly beneath. */
export const children = (node: Node): readonly Node[] => {
  switch (node.type) {
    case 'range':
    case 'subquery':
      return [node.of]
    case 'call':
      return node.parameters
    case 'aggregate':
      return node.parameter ? [node.parameter, node.of] : [node.of]
    case 'binary':
      return [node.left, node.right]
    default:
      return []
  }
}

/** The same node with `change` applied to the nodes directly beneath. */
export const rebuildChildren = (node: Node, change: (child: Node) => Node): Node => {
  switch (node.type) {
    case 'range':
      return frozen({ ...node, of: change(node.of) as Selector })
    case 'subquery':
      return frozen({ ...node, of: change(node.of) })
    case 'call':
      return frozen({ ...node, parameters: node.parameters.map(change) })
    case 'aggregate':
      return frozen({ ...node, of: change(node.of), ...(node.parameter && { parameter: change(node.parameter) }) })
    case 'binary':
      return frozen({ ...node, left: change(node.left), right: change(node.right) })
    default:
      return node
  }
}

/** The same tree with `change` applied to every node, leaves first. */
export const rebuild = (node: Node, change: (node: Node) => Node): Node => change(rebuildChildren(node, (child) => rebuild(child, change)))

/** Every node of a tree, the root first. */
export const walk = (node: Node): readonly Node[] => [node, ...children(node).flatMap(walk)]
