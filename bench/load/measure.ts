/** Rounds of full load on both subjects in turn, and one long even load. */
import autocannon from 'autocannon'
import { residentBytesOf } from '../scrape/process.js'
import type { Subject, SubjectName } from './subject.js'
import { visit } from './visit.js'

/** What one subject did under full load. */
export interface Stretch {
  readonly requests: number
  readonly seconds: number
  /** CPU of the shop's process, in microseconds. */
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
  /** CPU of one scrape, in microseconds. */
  readonly scrape: number
}

const CONNECTIONS = 32

/** Of each stretch: four whole visits on each connection, so that every stretch is the same work. */
export const REQUESTS = CONNECTIONS * visit.length * 4

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

const stretch = async ({ url, cpu }: Subject): Promise<Stretch> => {
  const before = await cpu()
  const { answers, seconds } = await load(url, { amount: REQUESTS })
  return { requests: answers, seconds, cpu: (await cpu()) - before }
}

const sum = (one: Stretch, other: Stretch): Stretch => ({
  requests: one.requests + other.requests,
  seconds: one.seconds + other.seconds,
  cpu: one.cpu + other.cpu,
})

type Subjects = Readonly<Record<SubjectName, Subject>>

/** One subject, twice the other, the first again: what the machine does meanwhile, if it grows or shrinks evenly, falls on both alike. */
const round = async (subjects: Subjects, outer: SubjectName, inner: SubjectName): Promise<Round> => {
  const before = await stretch(subjects[outer])
  const between = sum(await stretch(subjects[inner]), await stretch(subjects[inner]))
  const around = sum(before, await stretch(subjects[outer]))
  return outer === 'bare' ? { bare: around, measured: between } : { bare: between, measured: around }
}

/** Rounds for so long, of which those that warm up are not counted; each begins with the other subject. */
export const interleave = async (subjects: Subjects, warmUp: number, seconds: number): Promise<readonly Round[]> => {
  const rounds: Round[] = []
  const endsAt = performance.now() + seconds * 1000
  for (let turn = 0; turn <= warmUp || performance.now() < endsAt; turn += 1) {
    const done = await (turn % 2 === 0 ? round(subjects, 'bare', 'measured') : round(subjects, 'measured', 'bare'))
    if (turn >= warmUp) rounds.push(done)
  }
  return rounds
}

const scrapeOnce = (url: string): Promise<string> => fetch(`${url}/metrics`).then((page) => page.text())

const SCRAPES = 20
/** CPU of a scrape where nothing else is asked. */
const costOfScrape = async ({ url, cpu }: Subject): Promise<number> => {
  const before = await cpu()
  for (let turn = 0; turn < SCRAPES; turn += 1) await scrapeOnce(url)
  return ((await cpu()) - before) / SCRAPES
}

/** As many requests a second as asked for, scraped as Prometheus does it. */
export const sustain = async (subject: Subject, rate: number, seconds: number): Promise<Sustained> => {
  const { url, pid, cpu } = subject
  const scraping = setInterval(() => void scrapeOnce(url), 15_000)
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
      scrape: await costOfScrape(subject),
    }
  } finally {
    clearInterval(scraping)
  }
}
