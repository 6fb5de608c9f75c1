import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the kernel's files are read; a container may mount the machine's own elsewhere. */
export interface SystemSource {
  readonly target: string
  /** Folder of procfs, usually `/proc`. */
  readonly proc: string
  /**
   * Folder below which a container sees the machine's file systems. Where it is given, mounts and network devices are
   * those of the machine's first process; our own are the container's.
   */
  readonly root?: string | undefined
}

export const readProc = ({ proc }: SystemSource, file: string, signal: AbortSignal): Promise<string> =>
  readFile(join(proc, file), { encoding: 'utf8', signal })

export const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '')
export const wordsOf = (line: string): readonly string[] => line.trim().split(/\s+/)
