import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType, type GridPos, type Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { DASHBOARD_UIDS } from '../../../definition/dashboards/index.js'
import type { DashboardName, Panel } from '../../../definition/dashboards/index.js'
import type { SiteOptions } from '../site-options.js'
import type { Place } from './layout.js'
import type { Target } from './targets.js'
import { targetsOfPanel } from './targets.js'
import { unitOf } from './units.js'

/** The variable, never a fixed source: one dashboard serves every Prometheus. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const

/** What the builders of all kinds of panel have in common. */
interface Describable<Self> extends Builder<GrafanaPanel> {
  id(id: number): Self
  title(title: string): Self
  description(description: string): Self
  datasource(datasource: { type: string; uid: string }): Self
  gridPos(place: GridPos): Self
  unit(unit: string): Self
  noValue(text: string): Self
  links(links: Builder<DashboardLink>[]): Self
  targets(targets: Builder<Dataquery>[]): Self
}

/** What a panel needs besides its own words. */
export interface Setting {
  readonly id: number
  readonly place: Place
  readonly site: SiteOptions
}

const dataquery = ({ refId, expression, legend, instant }: Target, kind: Panel['kind']): DataqueryBuilder => {
  const query = new DataqueryBuilder().refId(refId).expr(expression).legendFormat(legend).datasource(DATASOURCE)
  if (kind === 'table') return query.instant().format(PromQueryFormat.Table)
  return instant ? query.instant() : query.range()
}

const link = (title: string, url: string): DashboardLinkBuilder =>
  new DashboardLinkBuilder(title).type(DashboardLinkType.Link).icon('external link').url(url)

export const runbookLink = (title: string, name: string, { links }: SiteOptions): DashboardLinkBuilder =>
  link(title, `${links.runbooks}/${name}`).targetBlank(true)

/** Keeps the time and the variables of the dashboard that is left. */
const dashboardUrl = (name: DashboardName): string =>
  `/d/${DASHBOARD_UIDS[name]}?\${__url_time_range}&\${__all_variables}`

const linksOf = ({ home, more }: Panel, site: SiteOptions): DashboardLinkBuilder[] => [
  ...(home ? [runbookLink(`Runbook of ${home.name}`, home.name, site)] : []),
  ...(more ? [link(`More: ${more}`, dashboardUrl(more))] : []),
]

const descriptionOf = ({ shows, worry, act }: Panel): string => `${shows}\n\n**When to worry:** ${worry}\n\n**What to do:** ${act}`

/** Gives a panel its words, its place, its queries and its links. */
export const described = <B extends Describable<B>>(builder: B, panel: Panel, { id, place, site }: Setting): B => {
  const [first] = panel.queries
  return builder
    .id(id)
    .title(panel.title)
    .description(descriptionOf(panel))
    .datasource(DATASOURCE)
    .gridPos({ ...place })
    .unit(unitOf(first.of.unit))
    .noValue(panel.whenEmpty)
    .links(linksOf(panel, site))
    .targets(targetsOfPanel(panel).map((target) => dataquery(target, panel.kind)))
}
