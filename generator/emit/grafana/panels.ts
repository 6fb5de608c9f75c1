import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge'
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { FieldColorBuilder, FieldColorModeId, type Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder as GaugeBuilder } from '@grafana/grafana-foundation-sdk/gauge'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as StatesBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { GaugePanel, Panel, StatesPanel, StatPanel, TimeSeriesPanel } from '../../../definition/dashboards/index.js'
import { mappings, thresholds, thresholdSteps } from './looks.js'
import type { Setting } from './panel-common.js'
import { described } from './panel-common.js'
import { tablePanel } from './table-panel.js'
import { targetsOfPanel } from './targets.js'

const tooltip = (): VizTooltipOptionsBuilder => new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending)

const hasManySeries = ({ queries }: Panel): boolean => queries.some(({ of }) => of.labels.length > 0)

const legend = (panel: Panel): VizLegendOptionsBuilder => {
  const bottom = new VizLegendOptionsBuilder().placement(LegendPlacement.Bottom).showLegend(true)
  if (!hasManySeries(panel)) return bottom.displayMode(LegendDisplayMode.List).calcs([])
  return bottom.displayMode(LegendDisplayMode.Table).calcs(['lastNotNull', 'max']).sortBy('Last *').sortDesc(true)
}

const timeSeries = (panel: TimeSeriesPanel, setting: Setting): TimeSeriesBuilder => {
  const builder = described(new TimeSeriesBuilder(), panel, setting)
    .legend(legend(panel))
    .tooltip(tooltip())
    .thresholds(thresholds(panel.lines))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .lineWidth(2)
    .fillOpacity(panel.stacked ? 30 : 5)
    .showPoints(VisibilityMode.Never)
    .axisSoftMin(panel.softRange?.from ?? 0)
  if (panel.softRange?.to !== undefined) builder.axisSoftMax(panel.softRange.to)
  if (panel.lines) builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
  if (panel.stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  return builder
}

/** The newest value, and of every series. */
const newest = (): ReduceDataOptionsBuilder => new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields('')

const isColoured = ({ steps, states, queries }: StatPanel): boolean =>
  steps !== undefined || states !== undefined || queries.some((query) => query.steps !== undefined)

const stat = (panel: StatPanel, setting: Setting): StatBuilder => {
  const builder = described(new StatBuilder(), panel, setting)
    .reduceOptions(newest())
    .mappings(mappings(panel.whenEmpty, panel.states))
    .thresholds(thresholds(panel.steps))
    .colorMode(isColoured(panel) ? BigValueColorMode.Background : BigValueColorMode.None)
    .graphMode(BigValueGraphMode.None)
    .textMode(panel.queries.length > 1 || hasManySeries(panel) ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
  for (const [index, { refId }] of targetsOfPanel(panel).entries()) {
    const steps = panel.queries[index]?.steps
    if (steps) builder.overrideByQuery(refId, [{ id: 'thresholds', value: { mode: 'absolute', steps: thresholdSteps(steps) } }])
  }
  return builder
}

const gauge = (panel: GaugePanel, setting: Setting): GaugeBuilder =>
  described(new GaugeBuilder(), panel, setting)
    .reduceOptions(newest())
    .mappings(mappings(panel.whenEmpty))
    .thresholds(thresholds(panel.steps))
    .min(panel.range.from)
    .max(panel.range.to)
    .showThresholdMarkers(true)

const barGauge = (panel: GaugePanel, setting: Setting): BarGaugeBuilder =>
  described(new BarGaugeBuilder(), panel, setting)
    .reduceOptions(newest())
    .mappings(mappings(panel.whenEmpty))
    .thresholds(thresholds(panel.steps))
    .min(panel.range.from)
    .max(panel.range.to)
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)

const states = (panel: StatesPanel, setting: Setting): StatesBuilder =>
  described(new StatesBuilder(), panel, setting)
    .mappings(mappings(panel.whenEmpty, panel.states))
    .legend(new VizLegendOptionsBuilder().showLegend(false).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).calcs([]))
    .tooltip(tooltip())
    .showValue(VisibilityMode.Auto)
    .rowHeight(0.8)

/** A panel of the definition as Grafana's. */
export const panelBuilder = (panel: Panel, setting: Setting): Builder<GrafanaPanel> => {
  switch (panel.kind) {
    case 'timeseries':
      return timeSeries(panel, setting)
    case 'stat':
      return stat(panel, setting)
    case 'gauge':
      return gauge(panel, setting)
    case 'bargauge':
      return barGauge(panel, setting)
    case 'states':
      return states(panel, setting)
    case 'table':
      return tablePanel(panel, setting)
  }
}
