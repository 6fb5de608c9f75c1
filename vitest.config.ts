import { defineConfig } from 'vitest/config'

interface Kind {
  readonly timeoutSeconds: number
  /** Files at a time; as many as the machine has processors when left away. */
  readonly maxWorkers?: number
}

const KINDS: Readonly<Record<string, Kind>> = {
  unit: { timeoutSeconds: 30 },
  rules: { timeoutSeconds: 300 },
  live: { timeoutSeconds: 300, maxWorkers: 1 },
  // native programs and containers at a time: both mostly wait
  stack: { timeoutSeconds: 1800, maxWorkers: 2 },
  // a newcomer who does what README says; waits for a page as well
  readme: { timeoutSeconds: 900, maxWorkers: 1 },
}

const project = ([name, { timeoutSeconds, ...workers }]: readonly [string, Kind], groupOrder: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutSeconds * 1000,
    hookTimeout: timeoutSeconds * 1000,
    setupFiles: ['test/support/interrupted.ts'],
    sequence: { groupOrder },
    ...workers,
  },
})

/** One project a kind of proof; `npm run test:<name>` runs one of them. */
export default defineConfig({ test: { projects: Object.entries(KINDS).map(project) } })
