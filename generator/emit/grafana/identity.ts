import { createHash } from 'node:crypto'
import type { Dashboard } from '../../../definition/dashboards/index.js'

/** 31 bits, so that every reader of JSON keeps it whole; it stays when panels are moved, and changes with the title. */
export const panelId = (dashboardUid: string, title: string): number =>
  createHash('sha256').update(`${dashboardUid}\n${title}`).digest().readUInt32BE(0) >>> 1

const duplicates = (values: readonly (string | number)[]): readonly (string | number)[] =>
  values.filter((value, index) => values.indexOf(value) !== index)

/** @throws TypeError where two panels of a dashboard could be taken for one another. */
export const refuseTwins = ({ uid, title, rows }: Dashboard): void => {
  const titles = rows.flatMap((row) => [...(row.title ? [`row ${row.title}`] : []), ...row.panels.map((panel) => panel.title)])
  const [twin] = [...duplicates(titles), ...duplicates(titles.map((each) => panelId(uid, each)))]
  if (twin !== undefined) throw new TypeError(`two panels of the dashboard "${title}" share "${twin}": give one of them another title`)
}
