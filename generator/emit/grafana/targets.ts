import type { Dashboard, Panel, Scope } from '../../../definition/dashboards/index.js'
import type { Node } from '../../../definition/promql/index.js'
import { print } from '../../../definition/promql/index.js'

/** A query as a panel sends it, with $__rate_interval and the dashboard's variables in it. */
export interface Target {
  readonly refId: string
  readonly expression: string
  readonly legend: string
  /** Asked for one moment; a range otherwise. */
  readonly instant: boolean
  readonly unit: string
}

export interface PanelTargets {
  readonly dashboard: string
  readonly panel: string
  readonly targets: readonly Target[]
}

export const panelText = (node: Node, scope: Scope): string => print(node, { for: 'panel', variables: scope })

const isInstant = ({ kind }: Panel): boolean => kind !== 'timeseries' && kind !== 'states'

export const targetsOfPanel = (panel: Panel): readonly Target[] =>
  panel.queries.map(({ of, legend }, index) => ({
    refId: String.fromCodePoint('A'.charCodeAt(0) + index),
    expression: panelText(of.node, panel.scope),
    legend,
    instant: isInstant(panel),
    unit: of.unit,
  }))

/** Every query of every panel, for those who run them. */
export const targetsOf = (dashboard: Dashboard): readonly PanelTargets[] =>
  dashboard.rows.flatMap(({ panels }) =>
    panels.map((panel) => ({ dashboard: dashboard.uid, panel: panel.title, targets: targetsOfPanel(panel) })),
  )
