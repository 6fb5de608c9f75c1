import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Document } from './document.js'

/** A generated file and what is on the disk; undefined where one of them is not there. */
export interface Difference {
  readonly path: string
  readonly onDisk: string | undefined
  readonly generated: string | undefined
}

/** The text of a file, or undefined where there is none. */
export const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const filesUnder = (folder: string): readonly string[] => {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

const orphans = (root: string, documents: readonly Document[], owned: readonly string[]): readonly string[] => {
  const kept = new Set(documents.map(({ path }) => path))
  return owned.flatMap((folder) => filesUnder(join(root, folder))).filter((file) => !kept.has(relative(root, file)))
}

/** What generate would change, in order of path. */
export const differences = (root: string, documents: readonly Document[], owned: readonly string[]): readonly Difference[] => {
  const changed = documents.map(({ path, text }) => ({ path, onDisk: readText(join(root, path)), generated: text }))
  const left = orphans(root, documents, owned).map((file) => ({
    path: relative(root, file),
    onDisk: readText(file),
    generated: undefined,
  }))
  return [...changed, ...left]
    .filter(({ onDisk, generated }) => onDisk !== generated)
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

/** Writes each text beside its place; `staged` holds what has been begun, so that it can be taken away again. */
const stage = (root: string, changes: readonly Difference[], staged: Map<string, string>): void => {
  for (const { path, generated } of changes) {
    if (generated === undefined) continue
    const file = join(root, path)
    const temporary = `${file}.${process.pid}.tmp`
    mkdirSync(dirname(file), { recursive: true })
    staged.set(temporary, file)
    writeFileSync(temporary, generated)
  }
}

/**
 * Writes every changed file beside its place and only then moves them there: a reader never sees half of one, and what
 * cannot be written leaves all of them as they were.
 */
export const writeDifferences = (root: string, changes: readonly Difference[]): void => {
  const staged = new Map<string, string>()
  try {
    stage(root, changes, staged)
    for (const [temporary, file] of staged) renameSync(temporary, file)
  } catch (error) {
    for (const temporary of staged.keys()) rmSync(temporary, { force: true })
    throw error
  }
  for (const { path, generated } of changes) if (generated === undefined) rmSync(join(root, path))
}
