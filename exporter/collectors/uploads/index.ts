/**
 * @module Folders that an application writes its customers' files to: whether it can, how much room there is, how much
 * lies there. Nothing is written to find out.
 */
import { access, constants, stat, statfs } from 'node:fs/promises'
import { uploads } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { UploadSettings } from '../../settings/folders.js'
import type { Settings } from '../../settings/settings.js'
import type { Source } from '../../source.js'
import { inBackground, type Background } from '../background.js'
import { walk, type Walk } from './walk.js'

const WRITE_AND_ENTER = 0o3
const ROOT = 0

export interface Owned {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** Whether the owner's, the group's or everybody's bits let a user write into a folder. */
export const mayWrite = ({ mode, uid, gid }: Owned, writer: { readonly uid: number; readonly gid: number }): boolean => {
  if (writer.uid === ROOT) return true
  const bits = writer.uid === uid ? mode >> 6 : writer.gid === gid ? mode >> 3 : mode
  return (bits & WRITE_AND_ENTER) === WRITE_AND_ENTER
}

/** The exporter's own rights say nothing of a folder that it sees read-only, or as another user than who writes. */
const isWritable = async ({ directory, writer }: UploadSettings): Promise<boolean> => {
  if (writer) return mayWrite(await stat(directory), writer)
  try {
    await access(directory, constants.W_OK | constants.X_OK)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false
    throw error
  }
}

export const uploadCollector = (settings: UploadSettings, walked: Background<Walk>): Collector => {
  const labels = { upload: settings.name }
  return {
    name: 'upload',
    target: settings.name,
    collect: async (into) => {
      if (!(await stat(settings.directory)).isDirectory()) throw new Error(`${settings.directory} is no folder`)
      const { bavail, bsize } = await statfs(settings.directory)
      into.set(uploads.upload_directory_writable, labels, (await isWritable(settings)) ? 1 : 0)
      into.set(uploads.upload_directory_free_bytes, labels, bavail * bsize)
      const found = walked.latest()
      into.set(uploads.upload_directory_size_bytes, labels, found?.bytes)
      into.set(uploads.upload_directory_files, labels, found?.files)
      into.set(uploads.upload_directory_walk_complete, labels, found && (found.complete ? 1 : 0))
      into.set(uploads.upload_directory_walk_timestamp_seconds, labels, found?.atSeconds)
    },
    collectFailed: (into) => into.set(uploads.upload_directory_writable, labels, 0),
  }
}

export const uploadSources = (settings: Pick<Settings, 'uploads'>): readonly Source[] =>
  settings.uploads.map((one) => {
    const walked = inBackground(one.intervalSeconds, (signal) => walk(one.directory, one.fileLimit, signal))
    return { collectors: [uploadCollector(one, walked)], close: walked.stop }
  })
