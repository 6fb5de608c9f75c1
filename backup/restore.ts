/** The only proof of a backup: it is restored, and what came out is compared with what went in. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import type { Secret } from '../configuration/index.js'
import { differenceTo, wordsFor, type Contents } from './contents.js'
import { saidBy } from './errors.js'
import { runProgram, type Run } from './programs.js'
import { withScratch } from './scratch.js'
import { withClient } from './server.js'

export interface Check {
  readonly isGood: boolean
  /** How it went, as part of a sentence. */
  readonly words: string
}

export interface Restorable {
  /** A client that has its turn, on the server that the copy is restored in. */
  readonly client: Client
  readonly url: Secret
  readonly path: string
  readonly contents: Contents
  readonly run: Run
}

/** Extensions that this role may not create, nor would have to: what they hold are programs. */
const UNTRUSTED = `
SELECT e.extname AS name
  FROM pg_extension e
  JOIN pg_available_extension_versions v ON v.name = e.extname AND v.version = e.extversion
 WHERE v.superuser
   AND NOT v.trusted
   AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
 LIMIT 1000`

/** A line of the list: `5; 3079 16390 EXTENSION - pg_stat_statements`, its comment `… COMMENT - EXTENSION pg_stat_statements`. */
export const withoutExtensions = (list: string, names: readonly string[]): string =>
  list
    .split('\n')
    .filter((line) => !names.some((name) => line.endsWith(` EXTENSION - ${name} `) || line.includes(` COMMENT - EXTENSION ${name} `)))
    .join('\n')

/** What a newer pg_restore sets and an older server does not know: time limits, and all of them to none. */
export const UNKNOWN_SETTING = /unrecognized configuration parameter "\w+_timeout"/

/** Restores all that this role may restore, in a list of its own where that is not everything. */
const restoreInto = async (scratch: string, restorable: Restorable): Promise<void> => {
  const { client, path, run } = restorable
  const restore = (...more: readonly string[]): Promise<void> =>
    runProgram('pg_restore', [`--dbname=${scratch}`, '--no-owner', '--no-privileges', '--no-password', ...more, path], {
      ...run,
      forgives: UNKNOWN_SETTING,
    })
  const names = (await client.query<{ readonly name: string }>(UNTRUSTED)).rows.map(({ name }) => name)
  if (names.length === 0) return restore()
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-backup-'))
  try {
    const list = join(folder, 'list')
    await runProgram('pg_restore', ['--list', `--file=${list}`, path], run)
    await writeFile(list, withoutExtensions(await readFile(list, 'utf8'), names))
    await restore(`--use-list=${list}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Restores the backup into a database of its own, and compares. Whatever goes wrong is a check that failed, but a stop. */
export const checkByRestoring = async (restorable: Restorable): Promise<Check> => {
  const { client, url, contents, run } = restorable
  try {
    return await withScratch(client, async (scratch) => {
      await restoreInto(scratch, restorable)
      const difference = await withClient(url, (restored) => differenceTo(restored, contents), scratch)
      return difference === undefined ? { isGood: true, words: wordsFor(contents) } : { isGood: false, words: difference }
    })
  } catch (error) {
    if (run.signal.aborted) throw error
    return { isGood: false, words: saidBy(error) }
  }
}
