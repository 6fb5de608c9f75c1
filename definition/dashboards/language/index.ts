/**
 * @module The words in which dashboards are written: panels as data, and the panels that a limit has by itself.
 */
export { limitPanels, BUDGET_STEPS, recordOf } from './limit-panels.js'
export type {
  Annotation,
  Column,
  Dashboard,
  DashboardName,
  GaugePanel,
  Panel,
  Plotted,
  Row,
  Scope,
  State,
  StatesPanel,
  StatPanel,
  Steps,
  TablePanel,
  TimeSeriesPanel,
  Variable,
} from './panel.js'
export { DASHBOARD_UIDS } from './panel.js'
export { everything, machines, RESOURCE_VARIABLES, scopeOf, servers, SERVICE_VARIABLES, services } from './scopes.js'
export { PRIORITY_COLOURS, softRangeOf, stepsOf } from './steps.js'
