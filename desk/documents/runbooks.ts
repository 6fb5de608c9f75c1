import { listFiles, nameOf, readBounded } from './directory.js'

/** The runbooks that the generator wrote, one a file, named for its alert. */
export interface Runbooks {
  readonly names: () => Promise<readonly string[]>
  /** The markdown, or nothing when no such runbook is listed. */
  readonly read: (name: string) => Promise<string | undefined>
}

/** Reads the directory anew each time: `plimsoll generate` may have run. */
export const openRunbooks = (directory: string): Runbooks => {
  const files = () => listFiles(directory, '.md')
  return Object.freeze({
    names: async () => (await files()).map((file) => nameOf(file, '.md')),
    read: async (name) => {
      const file = (await files()).find((candidate) => nameOf(candidate, '.md') === name)
      return file === undefined ? undefined : readBounded(file)
    },
  } satisfies Runbooks)
}
