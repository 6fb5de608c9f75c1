/** Where a person who reads an alert can go; the native stack and the containers give their own. */
export interface Links {
  /** Grafana, or the desk where none is installed: both answer /d/<uid>. */
  readonly dashboards: string
  /** Answers /<alert name>. */
  readonly runbooks: string
  readonly desk: string
}

export const DEFAULT_LINKS: Links = Object.freeze({
  dashboards: 'http://localhost:3000',
  runbooks: 'http://localhost:9465/runbooks',
  desk: 'http://localhost:9465',
})
