/** Every query of every panel answers with data, asked as the panel asks. */
import { dashboards } from '../../../definition/dashboards/index.js'
import { targetsOf } from '../../../generator/emit/grafana/index.js'
import type { Target } from '../../../generator/emit/grafana/targets.js'
import { EMPTY_AT_FIRST, type Asked } from './exceptions.js'
import { askPrometheus, until } from './stack.js'
import type { StackUnderTest } from './stack.js'

interface Series {
  readonly value?: readonly [number, string]
  readonly values?: readonly (readonly [number, string])[]
}

const sent = ({ expression }: Target): string => expression.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, '.+')

const everyQuery: readonly Asked[] = dashboards.flatMap((dashboard) =>
  targetsOf(dashboard).flatMap(({ panel, targets }) =>
    targets.map((target) => ({ dashboard: dashboard.name, panel, text: sent(target), instant: target.instant })),
  ),
)

/** Samples that are numbers: a panel draws nothing for NaN. */
async function numbersOf(stack: StackUnderTest, { text, instant }: Asked): Promise<number> {
  const end = Math.floor(Date.now() / 1000)
  const range = { start: String(end - 300), end: String(end), step: '15' }
  const { result } = await askPrometheus<{ readonly result: readonly Series[] }>(stack, instant ? 'query' : 'query_range', {
    query: text,
    ...(instant ? {} : range),
  })
  return result.flatMap(({ value, values }) => values ?? (value ? [value] : [])).filter(([, number]) => number !== 'NaN').length
}

async function emptyQueries(stack: StackUnderTest, queries = everyQuery): Promise<readonly Asked[]> {
  const empty: Asked[] = []
  for (const asked of queries) if ((await numbersOf(stack, asked)) === 0) empty.push(asked)
  return empty
}

const listed = (empty: readonly Asked[]): string =>
  `${empty.length} of ${everyQuery.length} queries answer with nothing:\n${empty.map(({ dashboard, panel, text }) => `${dashboard}, ${panel}: ${text}`).join('\n')}`

/** While all is well: data, but for the panels that say why not. @returns how many queries were asked */
export async function panelsAnswer(stack: StackUnderTest): Promise<number> {
  await until(120, async () => {
    const empty = (await emptyQueries(stack)).filter((asked) => !EMPTY_AT_FIRST.some(({ of }) => of(asked)))
    return empty.length === 0 ? undefined : listed(empty)
  })
  return everyQuery.length
}

/**
 * While something fires and the stack is a few minutes old: data, without an exception; a forecast that waits for hours of
 * history answers without that condition.
 */
export const everyPanelAnswers = (stack: StackUnderTest): Promise<void> =>
  until(200, async () => {
    const waiting = await emptyQueries(stack)
    const proofs = waiting.map((asked) => ({ ...asked, text: EMPTY_AT_FIRST.find(({ of }) => of(asked))?.instead?.(asked) ?? asked.text }))
    const empty = await emptyQueries(stack, proofs)
    return empty.length === 0 ? undefined : listed(empty)
  })

/** An exception for a query that no longer exists would hide the next one. */
export const exceptionsOfNothing = (): readonly string[] =>
  EMPTY_AT_FIRST.flatMap(({ of, until: when }) => (everyQuery.some(of) ? [] : when))
