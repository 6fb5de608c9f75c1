/**
 * @module Figures that jobs leave in files, read as node_exporter reads them.
 */
import { metrics, textfiles, type Metric } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Settings } from '../../settings/settings.js'
import type { Source } from '../../source.js'
import { createFileReader, reasonOf, type FileOutcome } from './file.js'
import { joinFiles, type IsReserved } from './join.js'

type Warn = (details: object, message: string) => void

/** Families that have more members than the catalogue lists. */
const RESERVED_PREFIX = /^(pg_settings|node_memory)_/

/** Every name that a line of our own page may begin with. */
const reservedNames = ({ queries }: Pick<Settings, 'queries'>): IsReserved => {
  const ours = [...Object.values<Metric>(metrics), ...queries.flatMap((query) => query.metrics.map(({ metric }) => metric))]
  const names = new Set(ours.map(({ name }) => name))
  for (const { name, kind } of ours) {
    if (kind === 'histogram') for (const suffix of ['_bucket', '_sum', '_count']) names.add(`${name}${suffix}`)
  }
  return (name) => names.has(name) || RESERVED_PREFIX.test(name)
}

/** Tells of a file once, and again when the reason is another. */
const createComplaints = (warn: Warn) => {
  let told = new Map<string, string>()
  return (refused: readonly { readonly path: string; readonly reason: string }[]): void => {
    for (const { path, reason } of refused) {
      if (told.get(path) !== reason) warn({ file: path, reason }, 'a file of metrics was refused')
    }
    told = new Map(refused.map(({ path, reason }) => [path, reason]))
  }
}

/** Reads every folder; one that cannot be read is a refusal like that of a file. */
export const textfileCollector = (directories: readonly string[], isReserved: IsReserved, warn: Warn): Collector => {
  const reader = createFileReader()
  const complain = createComplaints(warn)
  const read = async (directory: string, signal: AbortSignal): Promise<readonly FileOutcome[]> => {
    try {
      return await reader.readFolder(directory, signal)
    } catch (error) {
      signal.throwIfAborted()
      return [{ path: directory, reason: reasonOf(error) }]
    }
  }
  return {
    name: 'textfile',
    target: 'files',
    collect: async (into, signal) => {
      const outcomes: FileOutcome[] = []
      for (const directory of directories) outcomes.push(...(await read(directory, signal)))
      reader.keep(new Set(outcomes.map(({ path }) => path)))
      const { families, accepted, refused } = joinFiles(outcomes, isReserved)
      for (const family of families) into.setForeign(family)
      for (const { path, modifiedSeconds } of accepted) {
        into.set(textfiles.node_textfile_mtime_seconds, { file: path }, modifiedSeconds)
        into.set(textfiles.plimsoll_textfile_success, { file: path }, 1)
      }
      for (const { path } of refused) into.set(textfiles.plimsoll_textfile_success, { file: path }, 0)
      into.set(textfiles.node_textfile_scrape_error, {}, refused.length > 0 ? 1 : 0)
      complain(refused)
    },
  }
}

export const textfileSources = (settings: Settings, warn: Warn): readonly Source[] => {
  const { directories } = settings.textfile
  return directories.length === 0 ? [] : [{ collectors: [textfileCollector(directories, reservedNames(settings), warn)] }]
}
