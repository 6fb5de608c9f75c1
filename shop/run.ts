import { UsageError } from '../configuration/index.js'

interface Running {
  readonly url?: string
  close(): Promise<void>
}

const say = (name: string, error: unknown): void => {
  const mendable = error instanceof UsageError
  process.stderr.write(`${name}: ${mendable ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
  process.exitCode = mendable ? 2 : 1
}

/**
 * Runs one process of the shop until it is told to end: SIGTERM and SIGINT close it, a second one ends it at once. A
 * mistake that a person can mend is said in its sentence, with exit status 2.
 */
export const run = async (name: string, start: () => Promise<Running>): Promise<void> => {
  try {
    const running = await start()
    if (running.url) process.stdout.write(`${name}: listening on ${running.url}\n`)
    let ending = false
    const end = (): void => {
      if (ending) process.exit(1)
      ending = true
      running.close().catch((error: unknown) => say(name, error))
    }
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
  } catch (error) {
    say(name, error)
  }
}
