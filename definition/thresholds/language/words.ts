import type { Owner } from '../../site/index.js'
import type { Words } from './limit.js'

/** What every limit must say; without a next step an alert is no alert. */
export interface Saying<L extends string> {
  readonly owner: Owner
  readonly summary: (labels: { readonly [N in L]: string }) => string
  readonly means: string
  readonly check: readonly [string, ...string[]]
  readonly silencedBy?: readonly { readonly name: string }[]
}

const templated = <L extends string>(labels: readonly L[]): { readonly [N in L]: string } =>
  Object.fromEntries(labels.map((label) => [label, `{{ $labels.${label} }}`])) as { readonly [N in L]: string }

export const wordsOf = <L extends string>(saying: Saying<L>, labels: readonly L[]): Words & { readonly silencedBy: readonly string[] } => ({
  owner: saying.owner,
  summary: saying.summary(templated(labels)),
  means: saying.means,
  check: saying.check,
  silencedBy: (saying.silencedBy ?? []).map((limit) => limit.name),
})
