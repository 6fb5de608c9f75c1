/** Rounds of full load on both subjects in turn, and one long even load. */
import autocannon from 'autocannon'
import { residentBytesOf } from '../scrape/process.js'
import { SUBJECTS, type SubjectName, type Subjects } from './subject.js'
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

/** Of each stretch: a whole visit on each connection, so that every stretch is the same work; no more, for the machine changes. */
export const REQUESTS = CONNECTIONS * visit.length

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

const stretch = async ({ urls, cpu }: Subjects, name: SubjectName): Promise<Stretch> => {
  const before = await cpu(name)
  const { answers, seconds } = await load(urls[SUBJECTS.indexOf(name)] ?? '', { amount: REQUESTS })
  return { requests: answers, seconds, cpu: (await cpu()) - before }
}

/** Two stretches of one shop as one. */
export const sum = (one: Stretch, other: Stretch): Stretch => ({
  requests: one.requests + other.requests,
  seconds: one.seconds + other.seconds,
  cpu: one.cpu + other.cpu,
})

/** All orders in which they can have their turns. */
const ORDERS = SUBJECTS.flatMap((first) =>
  SUBJECTS.filter((second) => second !== first).map((second) => [
    first,
    second,
    ...SUBJECTS.filter((third) => third !== first && third !== second),
  ]),
)

/** One after the other and back again: what the machine does meanwhile, if it grows or shrinks evenly, falls on all alike. */
const round = async (subjects: Subjects, order: readonly SubjectName[]): Promise<Round> => {
  const done: Partial<Record<SubjectName, Stretch>> = {}
  for (const name of [...order, ...order.toReversed()]) {
    const now = await stretch(subjects, name)
    const earlier = done[name]
    done[name] = earlier === undefined ? now : sum(earlier, now)
  }
  return done as Round
}

/** Seconds of full load and of warming up before it. */
export interface Course {
  readonly warmUp: number
  readonly seconds: number
}

/** Rounds for so long, each in the next order; those of the warming up are not counted. */
export const interleave = async (subjects: Subjects, { warmUp, seconds }: Course): Promise<readonly Round[]> => {
  const rounds: Round[] = []
  const startedAt = performance.now()
  const passed = (): number => (performance.now() - startedAt) / 1000
  for (let turn = 0; passed() < warmUp + seconds; turn += 1) {
    const isCounted = passed() >= warmUp
    const done = await round(subjects, ORDERS[turn % ORDERS.length] ?? SUBJECTS)
    if (isCounted) rounds.push(done)
  }
  return rounds
}

const scrapeOnce = (url: string): Promise<string> => fetch(`${url}/metrics`).then((page) => page.text())

const SCRAPES = 20
/** CPU of a scrape where nothing else is asked. */
const costOfScrape = async ({ urls, cpu }: Subjects): Promise<number> => {
  const before = await cpu()
  for (let turn = 0; turn < SCRAPES; turn += 1) await scrapeOnce(urls[0] ?? '')
  return ((await cpu()) - before) / SCRAPES
}

/** As many requests a second as asked for, scraped as Prometheus does it. */
export const sustain = async (subject: Subjects, rate: number, seconds: number): Promise<Sustained> => {
  const {
    urls: [url = ''],
    pid,
    cpu,
  } = subject
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
