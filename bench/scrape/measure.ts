/** Scrapes every subject in turns, so that what the machine does meanwhile falls on each. */
import type { Exporter } from '../peers/start.js'
import { createClient } from './client.js'
import { cpuSecondsOf, residentBytesOf } from './process.js'

export interface Course {
  /** Scrapes of each subject in all, and in one turn. */
  readonly scrapes: number
  readonly turn: number
  /** Scrapes before the CPU is counted: engines compile, caches fill. */
  readonly warmUp: number
  /** Scrapes after which the memory is noted. */
  readonly milestones: readonly number[]
}

export interface Measured {
  readonly name: string
  /** CPU milliseconds of one scrape, one value a turn. */
  readonly milliseconds: readonly number[]
  /** Bytes held at each milestone. */
  readonly resident: readonly number[]
  /** The most that was held after any turn. */
  readonly largest: number
  /** Bytes of a page as it came. */
  readonly answered: number
}

const shuffled = <Item>(items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item)

const follow = ({ name, pid, url }: Exporter) => {
  const client = createClient(url)
  const milliseconds: number[] = []
  const resident: number[] = []
  let [largest, answered] = [0, 0]
  const turn = async (scrapes: number): Promise<number> => {
    const before = cpuSecondsOf(pid)
    for (let scrape = 0; scrape < scrapes; scrape += 1) answered = await client.scrape()
    largest = Math.max(largest, residentBytesOf(pid))
    return ((cpuSecondsOf(pid) - before) * 1000) / scrapes
  }
  return {
    turn,
    count: (cost: number) => milliseconds.push(cost),
    note: () => resident.push(residentBytesOf(pid)),
    result: (): Measured => ({ name, milliseconds, resident, largest, answered }),
    close: client.close,
  }
}

/** @param progress is told after each turn of all how many scrapes each has had */
export const measure = async (
  subjects: readonly Exporter[],
  course: Course,
  progress: (done: number) => void,
): Promise<readonly Measured[]> => {
  const followed = subjects.map(follow)
  try {
    for (const one of followed) await one.turn(course.warmUp)
    for (let done = course.turn; done <= course.scrapes; done += course.turn) {
      for (const one of shuffled(followed)) {
        one.count(await one.turn(course.turn))
        if (course.milestones.includes(done)) one.note()
      }
      progress(done)
    }
    return followed.map(({ result }) => result())
  } finally {
    for (const { close } of followed) close()
  }
}

/** CPU milliseconds a minute of each subject that nobody scrapes. */
export const idle = async (subjects: readonly Exporter[], seconds: number): Promise<readonly number[]> => {
  const before = subjects.map(({ pid }) => cpuSecondsOf(pid))
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  return subjects.map(({ pid }, index) => ((cpuSecondsOf(pid) - (before[index] ?? 0)) * 60_000) / seconds)
}
