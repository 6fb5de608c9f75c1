/**
 * What a limit is once it is defined: plain data that the emitters read. The functions threshold(), objective(),
 * heartbeat() and watchdog() make it; nothing else does.
 */
import type { Duration, Node, Quantity } from '../../promql/index.js'
import type { Owner } from '../../site/index.js'
import type { TestSeries } from './test-series.js'

export type Priority = 'P0' | 'P1' | 'P2' | 'P3'
export type Severity = 'critical' | 'warning' | 'info'
export type Comparison = 'above' | 'below'

export const SEVERITIES: Readonly<Record<Priority, Severity>> = { P0: 'critical', P1: 'warning', P2: 'warning', P3: 'info' }

/** A series that a recording rule writes. */
export interface RecordingRule {
  readonly record: string
  readonly node: Node
}

/** What one level compares. Every compared series is recorded, so that a panel can plot the very same. */
export interface Condition {
  readonly record: string
  readonly comparison: Comparison
  readonly value: Quantity
}

/** Labels that pick some of a limit's series. */
export type Place = Readonly<Record<string, string>>

/** Who gave a level another value, and until when. */
export interface Overridden {
  readonly owner: Owner
  readonly reason: string
  /** The last day on which it holds, as 2026-12-31. */
  readonly expires: string
  /** The value that the definition gives. */
  readonly instead: Quantity
}

export interface Level {
  readonly priority: Priority
  /** All must hold on the same labels; the first one's value is what the alert reports. */
  readonly conditions: readonly Condition[]
  readonly for: Duration
  /** Labels that only this level carries, such as the window of a burn rate. */
  readonly labels: Readonly<Record<string, string>>
  /** Set where the level stands for these series alone. */
  readonly only?: Place
  /** Series for which another level of the same priority stands. */
  readonly except?: readonly Place[]
  /** Set where a site gave the level another value. */
  readonly overridden?: Overridden
}

/** Raw series that bring the signal to a value, by which the generated tests prove the rule from end to end. */
export interface Example {
  readonly of: Readonly<Record<string, string>>
  readonly from: (value: number) => readonly TestSeries[]
  /** How long the past lasts in which raw series grew otherwise; as far back as the signal looks when left away. */
  readonly past?: Duration
  /** A heartbeat's raw series when the thing has vanished altogether. */
  readonly gone?: readonly TestSeries[]
}

export interface Words {
  readonly owner: Owner
  /** One sentence for the person woken; labels stand in it as {{ $labels.route }}. */
  readonly summary: string
  /** What it means for the shop. */
  readonly means: string
  /** First checks, most telling first. */
  readonly check: readonly string[]
}

export interface Limit extends Words {
  readonly kind: 'threshold' | 'objective' | 'heartbeat' | 'watchdog'
  readonly name: string
  readonly labels: readonly string[]
  readonly unit: string
  /** In the order of evaluation: a record stands after what it reads. */
  readonly records: readonly RecordingRule[]
  /** The most severe first. A heartbeat's level has no value: the signal is there or it is not. */
  readonly levels: readonly Level[]
  /** The series that a panel plots. */
  readonly signal: string
  readonly example: Example
  /** Limits whose alert makes this one's silent on the labels that both have. */
  readonly silencedBy: readonly string[]
  /** Set for a heartbeat: a series for each thing that should be seen, with the labels of the limit. */
  readonly expected?: Node
  /** Set for an objective: the share of good events promised. */
  readonly target?: Quantity<'ratio'>
  /** Set for an objective: the recorded share of the error budget that is left. */
  readonly budget?: string
}
