/** Reads pages as Prometheus asks for them. */

const TIMEOUT_SECONDS = 10

export const readText = async (url: string): Promise<string> => {
  const headers = { 'x-prometheus-scrape-timeout-seconds': String(TIMEOUT_SECONDS), 'accept-encoding': 'gzip' }
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${text.slice(0, 300)}`)
  return text
}

/** Names of a page's series, those of histograms and summaries with their suffix. */
export const namesOf = (text: string): ReadonlySet<string> =>
  new Set(text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : (/^[^\s{]+/.exec(line) ?? []))))

export const seriesOf = (text: string): number => text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
