/** Rounds of full load on each subject in turn, and one long even load. */
import autocannon from 'autocannon'
import { residentBytesOf } from '../scrape/process.js'
import type { Subject, SubjectName } from './subject.js'
import { visit } from './visit.js'

/** One stretch of load on one subject. */
export interface Stretch {
  readonly requestsPerSecond: number
  /** CPU of the shop's process for one request, in microseconds. */
  readonly cpu: number
}

export type Round = Readonly<Record<SubjectName, Stretch>>

export interface Sustained {
  readonly seconds: number
  readonly requestsPerSecond: number
  /** Milliseconds. */
  readonly latency: Readonly<Record<'p50' | 'p99' | 'max', number>>
  readonly answers: number
  /** Answers other than 2xx, and requests without an answer. */
  readonly refused: number
  readonly unanswered: number
  /** Share of one processor that the shop's process used. */
  readonly processors: number
  readonly residentBytes: readonly [before: number, after: number]
}

const CONNECTIONS = 32

/** Visits end early where a payment is refused, so some are; a shop that refuses more is not the one to be measured. */
const MOST_REFUSED = 0.01

/** Resolves with what came and when the last answer came; autocannon itself looks whether it is done only now and then. */
const send = (options: autocannon.Options): Promise<readonly [result: autocannon.Result, lastAnswerAt: number]> =>
  new Promise((resolve, reject) => {
    let lastAnswerAt = performance.now()
    const sending = autocannon(options, (error, result) => (error ? reject(error) : resolve([result, lastAnswerAt])))
    sending.on('response', () => {
      lastAnswerAt = performance.now()
    })
  })

const load = async (url: string, options: Partial<autocannon.Options>) => {
  const startedAt = performance.now()
  const [result, endedAt] = await send({ url, connections: CONNECTIONS, requests: [...visit], sampleInt: 50, ...options })
  const answers = result.requests.total
  if (!(result.non2xx + result.errors <= answers * MOST_REFUSED)) {
    throw new Error(`${url}: ${result.non2xx} of ${answers} answers are no success, ${result.errors} requests had none`)
  }
  return { result, answers, seconds: (endedAt - startedAt) / 1000 }
}

const stretch = async ({ url, cpu }: Subject, requests: number): Promise<Stretch> => {
  const before = await cpu()
  const { answers, seconds } = await load(url, { amount: requests })
  return { requestsPerSecond: answers / seconds, cpu: ((await cpu()) - before) / answers }
}

/** Each round goes through both subjects, the other one first each time, so that what the machine does falls on both. */
export const interleave = async (
  subjects: Readonly<Record<SubjectName, Subject>>,
  { rounds, warmUp, requests }: { readonly rounds: number; readonly warmUp: number; readonly requests: number },
  progress: (done: number) => void,
): Promise<readonly Round[]> => {
  const measured: Round[] = []
  for (let round = -warmUp; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['bare', 'measured'] as const) : (['measured', 'bare'] as const)
    const stretches: Partial<Record<SubjectName, Stretch>> = {}
    for (const name of order) stretches[name] = await stretch(subjects[name], requests)
    if (round >= 0) measured.push(stretches as Round)
    progress(round + 1)
  }
  return measured
}

/** As many requests a second as asked for, scraped as Prometheus does it. */
export const sustain = async ({ url, pid, cpu }: Subject, rate: number, seconds: number): Promise<Sustained> => {
  const scrape = setInterval(() => void fetch(`${url}/metrics`).then((page) => page.text()), 15_000)
  const [used, resident] = [await cpu(), residentBytesOf(pid)]
  try {
    const { result, answers, seconds: took } = await load(url, { duration: seconds, overallRate: rate })
    return {
      seconds,
      requestsPerSecond: answers / took,
      latency: { p50: result.latency.p50, p99: result.latency.p99, max: result.latency.max },
      answers,
      refused: result.non2xx,
      unanswered: result.errors + result.timeouts,
      processors: ((await cpu()) - used) / 1e6 / took,
      residentBytes: [resident, residentBytesOf(pid)],
    }
  } finally {
    clearInterval(scrape)
  }
}
