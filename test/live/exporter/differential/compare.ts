/** Holds a peer's page against two of ours, one read just before it and one just after. */
import { onlyGrows, type Page, type Series } from './page.js'

export interface Round {
  readonly before: Page
  readonly peer: Page
  readonly after: Page
}

/** A figure that moves too fast or too freely for the two pages around it to hold it. */
export interface Moving {
  /** Of metrics, or of series with their labels. */
  readonly names: RegExp
  /** Difference that is allowed, as a share of the larger value. */
  readonly relative: number
  /** Difference that is allowed in any case, in the metric's own unit. */
  readonly absolute: number
  readonly reason: string
}

export interface Disagreement {
  readonly key: string
  readonly kind: 'counter' | 'gauge'
  /** Rounds in which it was not held. */
  readonly rounds: number
  readonly said: string
}

export interface Comparison {
  /** Series that both give, compared. */
  readonly compared: readonly string[]
  readonly disagreements: readonly Disagreement[]
  /**
   * Series of the peer whose name we give, and never with these labels. What stood in one round alone came and went between
   * two readings, as a network interface does.
   */
  readonly unmatched: readonly string[]
}

/** Doubles that were printed by two programs and read again. */
const ROUNDING = 1e-9

const isHeld = (before: number, peer: number, after: number, relative: number, absolute: number): boolean => {
  if (Number.isNaN(peer)) return Number.isNaN(before) || Number.isNaN(after)
  if (peer === before || peer === after) return true // infinities too
  const [low, high] = [Math.min(before, after), Math.max(before, after)]
  const slack = Math.max(Math.abs(low), Math.abs(high), Math.abs(peer)) * relative + absolute
  return peer >= low - slack && peer <= high + slack
}

interface Seen {
  readonly before: number
  readonly peer: number
  readonly after: number
}

const seenIn = ({ before, peer, after }: Round, key: string): Seen | undefined => {
  const [first, other, last] = [before, peer, after].map(({ series }) => series.get(key)?.value)
  return first === undefined || other === undefined || last === undefined ? undefined : { before: first, peer: other, after: last }
}

const judge = (one: Series, rounds: readonly Round[], moving: readonly Moving[]): Disagreement | undefined | 'not shared' => {
  const seen = rounds.flatMap((round) => seenIn(round, one.key) ?? [])
  if (seen.length === 0) return 'not shared'
  const allowance = moving.find(({ names }) => names.test(one.name) || names.test(one.key)) ?? { relative: ROUNDING, absolute: 0 }
  const [first] = rounds
  const grows = first !== undefined && (onlyGrows(first.before, one.name) || onlyGrows(first.peer, one.name))
  const lost = seen.filter(({ before, peer, after }) => !isHeld(before, peer, after, allowance.relative, allowance.absolute))
  // a counter is held between two readings every time; a gauge may move and come back between them, but not mostly
  if (grows ? lost.length === 0 : lost.length * 2 <= seen.length) return undefined
  const said = lost.map(({ before, peer, after }) => `${peer} not within ${before} … ${after}`).join('; ')
  return { key: one.key, kind: grows ? 'counter' : 'gauge', rounds: lost.length, said }
}

/** Compares every series that both pages have and no exclusion names. */
export const compare = (rounds: readonly Round[], moving: readonly Moving[], excluded: readonly RegExp[]): Comparison => {
  const all = new Map(rounds.flatMap(({ peer }) => [...peer.series]))
  const compared: string[] = []
  const disagreements: Disagreement[] = []
  const unmatched: string[] = []
  const stood = (key: string): boolean => rounds.filter(({ peer }) => peer.series.has(key)).length > 1
  const isOurs = (name: string): boolean => rounds.some(({ before }) => before.names.has(name))
  for (const [key, one] of all) {
    if (excluded.some((names) => names.test(one.name) || names.test(key))) continue
    const verdict = judge(one, rounds, moving)
    if (verdict === 'not shared') {
      if (isOurs(one.name) && stood(key)) unmatched.push(key)
      continue
    }
    compared.push(key)
    if (verdict) disagreements.push(verdict)
  }
  return { compared, disagreements, unmatched }
}
