/**
 * @module Who looks at what: the dashboards, one file or folder each, as data.
 */
import type { Dashboard } from './language/index.js'
import { operations } from './operations/index.js'
import { overview } from './overview.js'

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

/** Every dashboard of the definition. */
export const dashboards: readonly Dashboard[] = Object.freeze([operations, overview])
