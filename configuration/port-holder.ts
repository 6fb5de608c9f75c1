import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const orElse = <T>(read: () => T, otherwise: T): T => {
  try {
    return read()
  } catch {
    return otherwise // another user's process, or one that ended meanwhile
  }
}

/** Inodes of the sockets that listen on the port. */
const listening = (port: number): ReadonlySet<string> => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => orElse(() => readFileSync(file, 'utf8'), '').split('\n'))
  const fields = rows.map((row) => row.trim().split(/\s+/))
  return new Set(fields.filter(([, local, , state]) => local?.endsWith(suffix) && state === '0A').map((row) => `socket:[${row[9]}]`))
}

const holds = (pid: string, sockets: ReadonlySet<string>): boolean =>
  orElse(() => readdirSync(`/proc/${pid}/fd`), []).some((fd) => sockets.has(orElse(() => readlinkSync(`/proc/${pid}/fd/${fd}`), '')))

/** The process that listens on a port, in words, as far as this user may see it. */
export const portHolder = (port: number): string => {
  const sockets = listening(port)
  const pid = orElse(() => readdirSync('/proc'), []).find((entry) => /^\d+$/.test(entry) && holds(entry, sockets))
  if (pid === undefined) return 'another program'
  return `${orElse(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), 'a program')} (process ${pid})`
}
