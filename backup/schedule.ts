/** Backups at their time, for as long as the process runs. */
import { setTimeout as sleep } from 'node:timers/promises'
import { UsageError } from '../configuration/index.js'
import { makeBackup, type BackupOrder, type Made } from './backup.js'
import { saidBy } from './errors.js'
import { backupsIn, prepareFolder, type Backup } from './folder.js'

/** After one that failed: soon, for a server that is away comes back, and not at once. */
const RETRY_SECONDS = 300
/** Slept at most: a machine that slept itself, or whose clock was set, is late by no more. */
const NAP_SECONDS = 600

/** Milliseconds until the next one is due; none before a time when the one before has failed. */
export const untilNext = (now: number, backups: readonly Backup[], everySeconds: number, notBefore = 0): number => {
  // one of the future, made while the clock was wrong, says nothing of when the next is due
  const newest = backups.find(({ at }) => at <= now)
  const due = newest === undefined ? now : newest.at + everySeconds * 1000
  return Math.max(0, due - now, notBefore - now)
}

export interface Told {
  readonly made: (made: Made) => void
  readonly failed: (sentence: string) => void
}

/**
 * Makes a backup whenever the newest is older than the interval, until the signal.
 *
 * @throws UsageError for what only a person can mend.
 */
export const keepBackingUp = async (order: BackupOrder, everySeconds: number, told: Told): Promise<void> => {
  const { signal } = order
  await prepareFolder(order)
  for (let notBefore = 0; !signal.aborted;) {
    const wait = untilNext(Date.now(), await backupsIn(order), everySeconds, notBefore)
    if (wait > 0) {
      await sleep(Math.min(wait, NAP_SECONDS * 1000), undefined, { signal }).catch(() => undefined)
      continue
    }
    try {
      told.made(await makeBackup(order))
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof UsageError) throw error
      told.failed(saidBy(error))
      notBefore = Date.now() + Math.min(RETRY_SECONDS, everySeconds) * 1000
    }
  }
}
