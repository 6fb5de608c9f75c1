/**
 * What a dashboard is: plain data that generator/emit/grafana reads. A panel cannot be written without saying what it
 * shows, when to worry, what to do then, and what an empty one means.
 */
import type { Node } from '../../promql/index.js'
import type { Limit } from '../../thresholds/index.js'

/** Any expression of the language, whatever its labels; its dimension decides the panel's unit. */
export interface Plotted {
  readonly node: Node
  readonly labels: readonly string[]
  readonly unit: string
}

export type Colour = 'green' | 'blue' | 'yellow' | 'orange' | 'red'

/** Colours by value: `base` below the first step, ascending. */
export interface Steps {
  readonly base: Colour
  readonly steps: readonly { readonly from: number; readonly colour: Colour }[]
}

/** What a number stands for, such as 1 for "up". */
export interface State {
  readonly value: number
  readonly text: string
  readonly colour: Colour
}

export interface Query {
  readonly of: Plotted
  /** Names each series; labels stand in it as {{service}}. */
  readonly legend: string
  /** Colours of this query alone, where a panel shows several. */
  readonly steps?: Steps
}

/** Which variables of the dashboard narrow a panel: the label of the series to the name of the variable. */
export type Scope = Readonly<Record<string, VariableName>>

type VariableName = 'job' | 'service' | 'instance' | 'target' | 'machine'

interface Words {
  readonly title: string
  /** One sentence: what is drawn, and by what it is split. */
  readonly shows: string
  readonly worry: string
  readonly act: string
  /** What stands where there is nothing to draw; never a number. */
  readonly whenEmpty: string
}

interface Common extends Words {
  readonly queries: readonly [Query, ...Query[]]
  /** Of 24 columns. */
  readonly width: number
  /** In rows of the grid, some 38 pixels each. */
  readonly height: number
  readonly scope: Scope
  /** The limit whose alert links here; each limit has one such panel. */
  readonly home?: Limit
  /** The dashboard that says more. */
  readonly more?: DashboardName
}

export interface TimeSeriesPanel extends Common {
  readonly kind: 'timeseries'
  /** Drawn as dashed lines. */
  readonly lines?: Steps
  /** Keeps the nearest line in sight while the values are far from it. */
  readonly softRange?: { readonly from?: number; readonly to?: number }
  readonly stacked?: boolean
}

export interface StatPanel extends Common {
  readonly kind: 'stat'
  readonly steps?: Steps
  readonly states?: readonly State[]
}

export interface GaugePanel extends Common {
  readonly kind: 'gauge' | 'bargauge'
  readonly range: { readonly from: number; readonly to: number }
  readonly steps: Steps
}

export interface StatesPanel extends Common {
  readonly kind: 'states'
  readonly states: readonly State[]
}

export interface Column {
  /** A label, or the value of the query that stands at this place in the list. */
  readonly of: string | number
  readonly title: string
  readonly width?: number
  readonly states?: readonly { readonly text: string; readonly colour: Colour }[]
  /** The cell's text is the name of an alert and leads to its runbook. */
  readonly runbook?: boolean
}

export interface TablePanel extends Common {
  readonly kind: 'table'
  readonly columns: readonly Column[]
  /** The title of the column that orders the rows. */
  readonly sortBy: { readonly column: string; readonly descending: boolean }
}

export type Panel = TimeSeriesPanel | StatPanel | GaugePanel | StatesPanel | TablePanel

export interface Row {
  /** Without a title the panels stand on their own, above all rows. */
  readonly title?: string
  /** Closed until somebody opens it; its queries do not run before. */
  readonly collapsed: boolean
  readonly panels: readonly Panel[]
}

export interface Annotation {
  readonly name: string
  readonly of: Plotted
  readonly title: string
  readonly colour: Colour
  readonly scope: Scope
}

export interface Variable {
  readonly name: VariableName
  readonly label: string
  /** The metric and the label whose values are offered. */
  readonly valuesOf: { readonly metric: string; readonly label: string }
  /** Variables that stand before this one and narrow it. */
  readonly within: readonly VariableName[]
}

/** They never change: alerts and bookmarks hold them. */
export const DASHBOARD_UIDS = { operations: 'plimsoll-operations', overview: 'plimsoll-overview' } as const

export type DashboardName = keyof typeof DASHBOARD_UIDS

export interface Dashboard {
  readonly name: DashboardName
  readonly uid: (typeof DASHBOARD_UIDS)[DashboardName]
  readonly title: string
  readonly folder: string
  readonly description: string
  readonly tags: readonly string[]
  readonly refresh: `${number}${'s' | 'm'}`
  /** Start of the range that is shown first. */
  readonly from: `now-${number}${'m' | 'h' | 'd'}`
  readonly variables: readonly Variable[]
  readonly annotations: readonly Annotation[]
  readonly rows: readonly Row[]
}
