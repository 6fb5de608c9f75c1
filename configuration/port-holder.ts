import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A listening socket, from /proc/net/tcp. */
export interface Listener {
  readonly inode: string
  readonly uid: number
}

/** Another user's process, or one that ended meanwhile, reads as nothing. */
const orElse = <T>(read: () => T, otherwise: T): T => {
  try {
    return read()
  } catch {
    return otherwise
  }
}

const textOf = (path: string): string => orElse(() => readFileSync(path, 'utf8'), '')

/** The sockets that listen on the port, from the text of /proc/net/tcp or tcp6. */
export const listenersIn = (table: string, port: number): readonly Listener[] => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === '0A')
    .map((fields) => ({ inode: fields[9] ?? '', uid: Number(fields[7]) }))
}

const socketsOf = (pid: string): readonly string[] =>
  orElse(() => readdirSync(`/proc/${pid}/fd`), []).map((fd) => orElse(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ''))

const holdersOf = (sockets: ReadonlySet<string>): readonly string[] =>
  orElse(() => readdirSync('/proc'), [])
    .filter((entry) => /^\d+$/.test(entry) && socketsOf(entry).some((socket) => sockets.has(socket)))
    .map((pid) => `${textOf(`/proc/${pid}/comm`).trim() || 'a program'} (process ${pid})`)

const userName = (uid: number): string =>
  textOf('/etc/passwd')
    .split('\n')
    .find((line) => line.split(':')[2] === String(uid))
    ?.split(':')[0] ?? `user ${uid}`

/** The processes that listen on a port, in words, as far as this user may see them. */
export const portHolder = (port: number): string => {
  const listeners = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listenersIn(textOf(file), port))
  const [first] = listeners
  if (!first) return 'another program'
  const holders = holdersOf(new Set(listeners.map(({ inode }) => `socket:[${inode}]`)))
  return holders.length > 0 ? holders.join(', ') : `a process of ${userName(first.uid)} (\`sudo ss -ltnp\` names it)`
}
