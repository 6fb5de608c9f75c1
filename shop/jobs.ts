/** What happens in the shop between requests. */
export interface Job {
  readonly name: string
  readonly seconds: number
  /** One round; it takes a bounded number of rows. */
  readonly run: () => Promise<void>
}

const startJob = ({ name, seconds, run }: Job, report: (name: string, error: unknown) => void): (() => Promise<void>) => {
  let running: Promise<void> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = run()
      .catch((error: unknown) => report(name, error))
      .finally(() => (busy = false))
  }, seconds * 1000)
  return () => {
    clearInterval(timer)
    return running
  }
}

/**
 * Runs each job every so many seconds until stopped. A round that fails is reported and the next one tries again; rounds of
 * one job never overlap. The function it returns stops all and waits for the rounds under way.
 */
export const startJobs = (jobs: readonly Job[], report: (name: string, error: unknown) => void): (() => Promise<void>) => {
  const stops = jobs.map((job) => startJob(job, report))
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
  }
}
