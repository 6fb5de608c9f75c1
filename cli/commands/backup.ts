import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { BackupOrder, Checked, Made } from '../../backup/index.js'
import { durationSchema, durationSeconds, readSecret, reveal, UsageError, type Secret } from '../../configuration/index.js'
import { untilTold } from '../running.js'

interface Options {
  readonly folder: string
  readonly name?: string
  readonly keep: number
  readonly every?: number
  readonly once?: boolean
  readonly check?: boolean
}

const SHORTEST_SECONDS = 60
const LONGEST_SECONDS = 31 * 86_400
const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/

const interval = (text: string): number => {
  const seconds = new RegExp(durationSchema.pattern).test(text) ? durationSeconds(text) : 0
  if (seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return seconds
  throw new InvalidArgumentError('Give a time from 1m to 31d, such as 24h.')
}

const count = (text: string): number => {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number <= 365) return number
  throw new InvalidArgumentError('Give a number from 1 to 365.')
}

const name = (text: string): string => {
  if (NAME.test(text)) return text
  throw new InvalidArgumentError('Give small letters, digits, - and _, such as shop.')
}

const databaseUrl = (environment: NodeJS.ProcessEnv): Secret => {
  const variable = environment['DATABASE_URL'] ? 'DATABASE_URL' : undefined
  const source = { key: 'DATABASE_URL', where: 'environment', file: environment['DATABASE_URL_FILE'], variable, environment }
  const found = readSecret(source)
  if (found === undefined)
    throw new UsageError('A backup needs a PostgreSQL database: set DATABASE_URL, or DATABASE_URL_FILE to a file that holds it.')
  if (!/^postgres(ql)?:\/\//.test(reveal(found)) || !URL.canParse(reveal(found)))
    throw new UsageError('DATABASE_URL is no address of a PostgreSQL database: write postgres://user:password@host:5432/database.')
  return found
}

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`plimsoll: ${line}\n`)

const size = (bytes: number): string => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`)

/** @returns whether it is good */
const checked = ({ file, check: { isGood, words } }: Checked): boolean => {
  if (isGood) print(`${file}: restored and compared, ${words}`)
  else complain(`${file} could not be restored as it was: ${words}`)
  return isGood
}

const made = ({ bytes, removed, ...one }: Made): boolean => {
  print(`${one.file}: ${size(bytes)}${removed === 0 ? '' : `, ${removed} older removed`}`)
  return checked(one)
}

const run = async ({ folder, name, keep, every, check }: Options): Promise<void> => {
  const { checkNewest, databaseOf, keepBackingUp, makeBackup } = await import('../../backup/index.js')
  const url = databaseUrl(process.env)
  const chosen = name ?? databaseOf(url)
  if (!NAME.test(chosen)) throw new UsageError(`The database's name cannot begin a file's name; give another one by --name, such as shop.`)
  const order: BackupOrder = { url, directory: folder, name: chosen, keep, environment: process.env, signal: untilTold() }
  if (every !== undefined) return keepBackingUp(order, every, { made, failed: complain })
  process.exitCode = (check === true ? checked(await checkNewest(order)) : made(await makeBackup(order))) ? 0 : 1
}

/** plimsoll backup: one database, made, proven and retired. */
export const registerBackup = (program: Command): void => {
  program
    .command('backup')
    .description('back up one PostgreSQL database with pg_dump and prove it by restoring; needs DATABASE_URL or DATABASE_URL_FILE')
    .option('--folder <folder>', 'where the backups are', 'backups')
    .addOption(new Option('--name <name>', "what their names begin with; the database's name when left away").argParser(name))
    .addOption(new Option('--keep <number>', 'how many stay').default(7).argParser(count))
    .addOption(new Option('--once', 'make one and end, which it does anyway').conflicts(['every', 'check']))
    .addOption(new Option('--every <time>', 'keep running, and make one whenever the newest is older').argParser(interval))
    .addOption(new Option('--check', 'make none, and restore the newest again').conflicts('every'))
    .addHelpText(
      'after',
      '\nExamples:\n  DATABASE_URL=postgres://backup@127.0.0.1/shop plimsoll backup --folder /var/backups/shop\n  DATABASE_URL_FILE=/run/secrets/database-url plimsoll backup --every 24h',
    )
    .action(run)
}
