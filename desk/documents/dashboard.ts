/** What the fallback page needs of a Grafana dashboard (classic model): its panels, their queries, its variables. */

export interface PanelQuery {
  readonly expression: string
  readonly legend: string | undefined
}

export interface Panel {
  readonly id: number
  readonly title: string
  readonly description: string | undefined
  /** Title of the row it stands in. */
  readonly row: string | undefined
  readonly queries: readonly PanelQuery[]
}

export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly description: string | undefined
  readonly panels: readonly Panel[]
  /** Variables with the value that stands when nobody chose one. */
  readonly variables: ReadonlyMap<string, string>
}

type Fields = Readonly<Record<string, unknown>>

export const asRecord = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const asList = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(asRecord) : [])
const asText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const readQueries = (targets: unknown): readonly PanelQuery[] =>
  asList(targets).flatMap((target) => {
    const expression = asText(target['expr'])
    return expression === undefined ? [] : [{ expression, legend: asText(target['legendFormat']) }]
  })

const readPanel = (fields: Fields, row: string | undefined): Panel => ({
  id: Number(fields['id'] ?? 0),
  title: asText(fields['title']) ?? 'Untitled',
  description: asText(fields['description']),
  row,
  queries: readQueries(fields['targets']),
})

/** Panels in reading order; a collapsed row holds its own, an open one is followed by them. */
const readPanels = (panels: unknown): readonly Panel[] => {
  let row: string | undefined
  return asList(panels).flatMap((fields) => {
    if (fields['type'] !== 'row') return [readPanel(fields, row)]
    row = asText(fields['title'])
    return asList(fields['panels']).map((inner) => readPanel(inner, row))
  })
}

const standingValue = (variable: Fields): string => {
  const value = asRecord(variable['current'])['value'] ?? variable['query']
  return typeof value === 'string' && variable['type'] !== 'query' && value !== '$__all' ? value : ''
}

const readVariables = (templating: unknown): ReadonlyMap<string, string> =>
  new Map(asList(asRecord(templating)['list']).map((variable) => [asText(variable['name']) ?? '', standingValue(variable)]))

/** Reads a dashboard's JSON; nothing when it has no uid or no panels. */
export const readDashboard = (fields: Fields): Dashboard | undefined => {
  const uid = asText(fields['uid'])
  if (uid === undefined || !Array.isArray(fields['panels'])) return undefined
  return {
    uid,
    title: asText(fields['title']) ?? uid,
    description: asText(fields['description']),
    panels: readPanels(fields['panels']),
    variables: readVariables(fields['templating']),
  }
}
