import type { Panel, Row } from '../../../definition/dashboards/index.js'

/** Where a panel stands, in Grafana's grid of 24 columns. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export interface PlacedRow {
  readonly row: Row
  readonly place: Place
  readonly panels: readonly (readonly [Panel, Place])[]
  /** The first line under the row. */
  readonly below: number
}

const COLUMNS = 24

interface Cursor {
  readonly x: number
  readonly y: number
  /** Height of the tallest panel of the line. */
  readonly tallest: number
}

const startOfLine = ({ y, tallest }: Cursor): Cursor => ({ x: 0, y: y + tallest, tallest: 0 })

const placeRow = (row: Row, top: number): PlacedRow => {
  let cursor: Cursor = { x: 0, y: row.title ? top + 1 : top, tallest: 0 }
  const panels: (readonly [Panel, Place])[] = []
  for (const panel of row.panels) {
    if (cursor.x + panel.width > COLUMNS) cursor = startOfLine(cursor)
    panels.push([panel, { x: cursor.x, y: cursor.y, w: panel.width, h: panel.height }])
    cursor = { x: cursor.x + panel.width, y: cursor.y, tallest: Math.max(cursor.tallest, panel.height) }
  }
  const below = row.collapsed ? top + 1 : startOfLine(cursor).y
  return { row, place: { x: 0, y: top, w: COLUMNS, h: 1 }, panels, below }
}

/** Panels fill lines from left to right, in the order given; a closed row takes one line. */
export const layOut = (rows: readonly Row[]): readonly PlacedRow[] => {
  let top = 0
  return rows.map((row) => {
    const placed = placeRow(row, top)
    top = placed.below
    return placed
  })
}
