import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the kernel's files are read; a container may mount the machine's own elsewhere. */
export interface SystemSource {
  readonly target: string
  /** Folder of procfs, usually `/proc`. */
  readonly proc: string
}

export const readProc = ({ proc }: SystemSource, file: string, signal: AbortSignal): Promise<string> =>
  readFile(join(proc, file), { encoding: 'utf8', signal })

export const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '')
export const wordsOf = (line: string): readonly string[] => line.trim().split(/\s+/)
