/**
 * @module Who looks at what: the dashboards, one file or folder each, as data.
 */
import type { Definition } from '../thresholds/index.js'
import { definition } from '../thresholds/index.js'
import type { Dashboard } from './language/index.js'
import { operations } from './operations/index.js'
import { overview } from './overview.js'

export { DASHBOARD_UIDS } from './language/index.js'

export type {
  Annotation,
  Column,
  Dashboard,
  DashboardName,
  GaugePanel,
  Panel,
  Row,
  Scope,
  State,
  StatesPanel,
  StatPanel,
  Steps,
  TablePanel,
  TimeSeriesPanel,
  Variable,
} from './language/index.js'

/** Every dashboard, with the limits of this definition as its lines and colours. */
export const dashboardsOf = (of: Definition): readonly Dashboard[] => Object.freeze([operations(of), overview(of)])

/** Every dashboard of the definition as it is written. */
export const dashboards: readonly Dashboard[] = dashboardsOf(definition)
