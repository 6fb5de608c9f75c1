import { defineConfig } from 'vitest/config'

const project = (name: string, timeoutSeconds: number, parallel: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutSeconds * 1000,
    hookTimeout: timeoutSeconds * 1000,
    fileParallelism: parallel,
    setupFiles: ['test/support/interrupted.ts'],
  },
})

/** One project a kind of proof; `npm run test:<name>` runs one of them. */
export default defineConfig({
  test: {
    projects: [project('unit', 30, true), project('rules', 300, true), project('live', 300, false), project('stack', 1800, true)],
  },
})
