/** Grafana's own variables, as wide as Prometheus' graph page needs them over one hour. */
const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ['__rate_interval', '5m'],
  ['__interval', '1m'],
  ['__range', '1h'],
  ['__range_s', '3600'],
  ['__interval_ms', '60000'],
  ['__range_ms', '3600000'],
])

const REFERENCE = /\$(?:\{(\w+)(?::\w+)?\}|(\w+))|\[\[(\w+)\]\]/g

const inString = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Whether the text ends inside a quoted regular expression: `route=~"…`. */
const inPattern = (before: string): boolean => /[=!]~\s*"[^"]*$/.test(before)
const inQuotes = (before: string): boolean => /[=!]~?\s*"[^"]*$/.test(before)

const filled = (chosen: string | undefined, standing: string, before: string): string => {
  if (inPattern(before)) return chosen === undefined ? standing || '.*' : inString(literally(chosen))
  const value = chosen ?? standing
  if (inQuotes(before)) return inString(value)
  return /^[\w.]*$/.test(value) ? value : standing
}

/**
 * A panel's query as Prometheus takes it: variables replaced by what the address chose, what the dashboard holds, or all.
 *
 * @example plainQuery('rate(x{route=~"$route"}[$__rate_interval])', new Map(), new Map()) // 'rate(x{route=~".*"}[5m])'
 */
export const plainQuery = (expression: string, variables: ReadonlyMap<string, string>, chosen: ReadonlyMap<string, string>): string =>
  expression.replace(REFERENCE, (whole, braced?: string, plain?: string, bracketed?: string, ...rest: readonly unknown[]) => {
    const name = braced ?? plain ?? bracketed
    if (name === undefined) return whole
    const known = BUILT_IN.get(name) ?? variables.get(name)
    if (known === undefined) return whole
    if (BUILT_IN.has(name)) return known
    const offset = rest.find((value) => typeof value === 'number') ?? 0
    return filled(chosen.get(name), known, expression.slice(0, offset))
  })
