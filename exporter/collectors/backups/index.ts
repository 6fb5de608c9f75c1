/**
 * @module Backups as they lie in a folder: when the newest was finished, how large it is, whether it can be restored.
 */
import { lstat, opendir, open } from 'node:fs/promises'
import { constants } from 'node:fs'
import { join } from 'node:path'
import { backups } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { Writer } from '../../exposition/buffer.js'
import type { BackupSettings } from '../../settings/folders.js'
import type { Settings } from '../../settings/settings.js'
import type { Source } from '../../source.js'

const MAXIMUM_FILES = 1000
/** How much is read of the file that a check by restoring leaves. */
const MARKER_BYTES = 200

/** What is still being written, or never was finished. */
const UNFINISHED = /^\.|\.(part|partial|tmp|temp|incomplete)$/i

/**
 * A pattern as shells have it: `*` stands for any letters, `?` for one.
 *
 * @example
 * patternOf('shop-*.dump').test('shop-2026-11-21.dump')   // true
 */
export const patternOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/\*+/g, '*')
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'su',
  )

interface Backup {
  readonly modifiedSeconds: number
  readonly size: number
}

const filesOf = async ({ directory, pattern }: BackupSettings, signal: AbortSignal): Promise<readonly Backup[]> => {
  const matches = patternOf(pattern)
  const found: Backup[] = []
  for await (const { name } of await opendir(directory)) {
    signal.throwIfAborted()
    if (UNFINISHED.test(name) || !matches.test(name)) continue
    const stat = await lstat(join(directory, name)).catch(() => undefined) // removed since it was listed
    if (!stat?.isFile()) continue
    if (found.length >= MAXIMUM_FILES) throw new Error(`${directory} holds more than ${MAXIMUM_FILES} files that match ${pattern}`)
    found.push({ modifiedSeconds: stat.mtimeMs / 1000, size: stat.size })
  }
  return found.sort((one, other) => other.modifiedSeconds - one.modifiedSeconds)
}

interface RestoreCheck {
  readonly atSeconds: number
  readonly success: boolean
}

/** The check says when by the time of its file, and that it failed by writing so. */
const restoreCheckOf = async ({ directory, restoreCheck }: BackupSettings): Promise<RestoreCheck | undefined> => {
  const handle = await open(join(directory, restoreCheck), constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined)
  if (!handle) return undefined
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) return undefined
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MARKER_BYTES), 0, MARKER_BYTES, 0)
    return { atSeconds: stat.mtimeMs / 1000, success: !/^\s*(fail|error|false|0\b)/i.test(buffer.toString('utf8', 0, bytesRead)) }
  } finally {
    await handle.close()
  }
}

const write = (into: Writer, backup: string, files: readonly Backup[], check: RestoreCheck | undefined): void => {
  const [newest, previous] = files.filter(({ size }) => size > 0) // an empty one was never written
  into.set(backups.backup_files, { backup }, files.length)
  into.set(backups.backup_last_success_timestamp_seconds, { backup }, newest?.modifiedSeconds)
  into.set(backups.backup_last_size_bytes, { backup }, newest?.size)
  into.set(backups.backup_previous_size_bytes, { backup }, previous?.size)
  into.set(backups.backup_restore_check_timestamp_seconds, { backup }, check?.atSeconds)
  into.set(backups.backup_restore_check_success, { backup }, check && (check.success ? 1 : 0))
}

export const backupCollector = (settings: BackupSettings): Collector => ({
  name: 'backup',
  target: settings.name,
  collect: async (into, signal) => {
    const files = await filesOf(settings, signal)
    write(into, settings.name, files, await restoreCheckOf(settings))
  },
})

export const backupSources = (settings: Pick<Settings, 'backups'>): readonly Source[] =>
  settings.backups.map((one) => ({ collectors: [backupCollector(one)] }))
