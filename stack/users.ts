/** PostgreSQL refuses to run as root; root therefore runs it as somebody who owns nothing else. */
import { chownSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../configuration/index.js'

export interface User {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Whom a server should run as: undefined (as we are) unless we are root; then `postgres` where it exists, else `nobody`. */
export function unprivilegedUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  const passwd = readFileSync('/etc/passwd', 'utf8')
  const user = userIn(passwd, 'postgres') ?? userIn(passwd, 'nobody')
  if (user) return user
  throw new UsageError('PostgreSQL refuses to run as root and /etc/passwd has neither postgres nor nobody: start as another user')
}

/** One user of a passwd file. */
export function userIn(passwd: string, name: string): User | undefined {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find((line) => line[0] === name)
  return fields === undefined ? undefined : { name, uid: Number(fields[2]), gid: Number(fields[3]) }
}

/** The first folder on the way to `path` that the user may not enter, or undefined when there is none. */
export function barrier(path: string, user: User): string | undefined {
  const folder = resolve(path)
  const parent = dirname(folder)
  return (parent === folder ? undefined : barrier(parent, user)) ?? (mayEnter(folder, user) ? undefined : folder)
}

/** Gives an existing folder to the user, having checked that the user can reach it. */
export function giveTo(folder: string, user: User): void {
  const blocked = barrier(dirname(folder), user)
  if (blocked !== undefined)
    throw new UsageError(`${user.name} cannot enter ${blocked}: choose a folder elsewhere, or chmod o+x ${blocked}`)
  chownSync(folder, user.uid, user.gid)
}

function mayEnter(folder: string, user: User): boolean {
  const { mode, uid, gid } = statSync(folder)
  if (uid === user.uid) return (mode & 0o100) !== 0
  if (gid === user.gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}
