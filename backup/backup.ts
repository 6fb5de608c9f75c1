/** One backup from its beginning to its proof. */
import { join } from 'node:path'
import type { Client } from 'pg'
import { UsageError, type Environment, type Secret } from '../configuration/index.js'
import { contentsOf, type Contents } from './contents.js'
import { BackupError } from './errors.js'
import * as folders from './folder.js'
import type { Backup, BackupFolder } from './folder.js'
import { requireDumpPrograms, runProgram, type Run } from './programs.js'
import { checkByRestoring, type Check } from './restore.js'
import { firstRow, programEnvironment, serverVersion, takeTurn, withClient } from './server.js'

export interface BackupOrder extends BackupFolder {
  /** Address of the database, with its password. */
  readonly url: Secret
  /** How many stay; the others go when a newer one has been restored. */
  readonly keep: number
  readonly environment: Environment
  readonly signal: AbortSignal
}

export interface Checked {
  readonly file: string
  readonly check: Check
}

export interface Made extends Checked {
  readonly bytes: number
  /** How many older ones went. */
  readonly removed: number
}

const DUMP = ['--format=custom', '--no-password', '--lock-wait-timeout=60s'] as const

interface Course {
  readonly order: BackupOrder
  readonly client: Client
  readonly run: Run
}

const STOPPED = 'The backup was stopped before its end.'

/** Whatever a stop has broken is no fault of its own. */
const unlessStopped = async <T>({ signal }: BackupOrder, work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw signal.aborted ? new BackupError(STOPPED, { cause: error }) : error
  })

/** The server's programs, and our turn at its database. */
const inTurn = <T>(order: BackupOrder, use: (course: Course) => Promise<T>): Promise<T> =>
  unlessStopped(
    order,
    withClient(order.url, async (client) => {
      await takeTurn(client)
      const programs = requireDumpPrograms(await serverVersion(client))
      const run = { programs, env: programEnvironment(order.url, order.environment), signal: order.signal }
      await folders.clearUnfinished(order)
      return use({ order, client, run })
    }),
  )

/** Hangs up when it is stopped: a question that is under way would be waited for. */
const hangingUp = async <T>({ client, order: { signal } }: Course, work: () => Promise<T>): Promise<T> => {
  const hangUp = (): void => void client.end().catch(() => undefined)
  signal.throwIfAborted()
  signal.addEventListener('abort', hangUp, { once: true })
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', hangUp)
  }
}

/** Counted and dumped in one snapshot, so that the numbers are those of the dump while visitors go on buying. */
const dump = async ({
  order,
  client,
  run,
}: Course): Promise<{ readonly backup: Backup & { readonly bytes: number }; readonly contents: Contents }> => {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  try {
    const { snapshot } = await firstRow<{ readonly snapshot: string }>(client, 'SELECT pg_export_snapshot() AS snapshot')
    const contents = await contentsOf(client)
    const backup = await folders.writeBackup(order, Date.now(), contents, (output) =>
      runProgram('pg_dump', [...DUMP, `--snapshot=${snapshot}`], { ...run, output }),
    )
    return { backup, contents }
  } finally {
    await client.query('ROLLBACK').catch(() => undefined) // the connection may be what failed
  }
}

const proven = async ({ order, client, run }: Course, { file }: Backup, contents: Contents): Promise<Check> => {
  const check = await checkByRestoring({ client, url: order.url, path: join(order.directory, file), contents, run })
  await folders.writeCheck(order, check.isGood, `${file}, ${check.words}`)
  return check
}

/**
 * Makes a backup, restores it to prove it, and then removes those too many. Where the proof fails, every older one stays.
 *
 * @throws UsageError for what the caller can mend, BackupError for what went wrong; then nothing of the backup is there.
 */
export const makeBackup = async (order: BackupOrder): Promise<Made> => {
  await folders.prepareFolder(order)
  return inTurn(order, async (course) => {
    const { backup, contents } = await hangingUp(course, () => dump(course))
    const check = await proven(course, backup, contents)
    const removed = check.isGood ? await folders.retire(order, order.keep) : []
    return { file: backup.file, bytes: backup.bytes, check, removed: removed.length }
  })
}

/**
 * Restores the newest backup again, and makes none.
 *
 * @throws UsageError where there is none.
 */
export const checkNewest = async (order: BackupOrder): Promise<Checked> => {
  await folders.prepareFolder(order)
  const [newest] = await folders.backupsIn(order)
  if (newest === undefined) throw new UsageError(`There is no backup ${order.name}-*.dump in ${order.directory} to check; make one first.`)
  const contents = await folders.contentsBeside(order, newest)
  if (contents === undefined) throw new BackupError(`What ${newest.file} holds is not written beside it; only a new backup can be checked.`)
  return { file: newest.file, check: await inTurn(order, (course) => proven(course, newest, contents)) }
}
