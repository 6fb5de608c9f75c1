import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common'
import { type DataTransformerConfig, type DynamicConfigValue, MappingType } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import type { Column, TablePanel } from '../../../definition/dashboards/index.js'
import type { Setting } from './panel-common.js'
import { described, runbookLink } from './panel-common.js'
import { targetsOfPanel } from './targets.js'
import { unitOf } from './units.js'

/** The name that Grafana gives a column: the label, or the value of a query. */
const fieldOf = ({ of }: Column, panel: TablePanel): string => {
  if (typeof of === 'string') return of
  const targets = targetsOfPanel(panel)
  return targets.length === 1 ? 'Value' : `Value #${targets[of]?.refId ?? ''}`
}

/** One line a set of labels, the columns in the order of the definition and nothing else. */
const transformations = (panel: TablePanel): readonly DataTransformerConfig[] => {
  const fields = panel.columns.map((column) => fieldOf(column, panel))
  return [
    ...(panel.queries.length > 1 ? [{ id: 'merge', options: {} }] : []),
    { id: 'filterFieldsByName', options: { include: { names: fields } } },
    {
      id: 'organize',
      options: {
        indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
        renameByName: Object.fromEntries(panel.columns.map((column) => [fieldOf(column, panel), column.title])),
      },
    },
  ]
}

const propertiesOf = (column: Column, panel: TablePanel, setting: Setting): DynamicConfigValue[] => [
  ...(typeof column.of === 'number' ? [{ id: 'unit', value: unitOf(panel.queries[column.of]?.of.unit ?? '') }] : []),
  ...(column.width ? [{ id: 'custom.width', value: column.width }] : []),
  ...(column.runbook ? [{ id: 'links', value: [runbookLink('Runbook', '${__value.raw}', setting.site).build()] }] : []),
  ...(column.states
    ? [
        { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
        {
          id: 'mappings',
          value: [
            {
              type: MappingType.ValueToText,
              options: Object.fromEntries(column.states.map(({ text, colour }, index) => [text, { text, color: colour, index }])),
            },
          ],
        },
      ]
    : []),
]

export const tablePanel = (panel: TablePanel, setting: Setting): PanelBuilder => {
  const builder = described(new PanelBuilder(), panel, setting)
    .transformations([...transformations(panel)])
    .sortBy([new TableSortByFieldStateBuilder().displayName(panel.sortBy.column).desc(panel.sortBy.descending)])
  return panel.columns.reduce((built, column) => {
    const properties = propertiesOf(column, panel, setting)
    return properties.length > 0 ? built.overrideByName(column.title, properties) : built
  }, builder)
}
