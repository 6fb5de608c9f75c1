import { print, selector } from '../../../definition/promql/index.js'

/** A series as promtool reads it, through the one printer so that every label value is escaped. */
export const seriesText = (name: string, labels: Readonly<Record<string, string>>): string =>
  print(
    selector(
      name,
      Object.entries(labels).map(([label, value]) => ({ label, operator: '=', value })),
    ),
  )
