/** What processes of this machine hold: their families, and the ports that they listen on. Linux alone. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

interface Listening {
  readonly inode: string
  readonly port: number
}

const tryTo = <T>(read: () => T, otherwise: T): T => {
  try {
    return read()
  } catch {
    return otherwise
  }
}

const listening = (): readonly Listening[] =>
  ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => tryTo(() => readFileSync(file, 'utf8').split('\n').slice(1), []))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A')
    .map((fields) => ({ inode: fields[9] ?? '', port: Number.parseInt(fields[1]?.split(':')[1] ?? '', 16) }))

const socketsOf = (pid: number): readonly string[] =>
  tryTo(() => readdirSync(`/proc/${pid}/fd`), [])
    .map((descriptor) => tryTo(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`), ''))
    .flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [])

/** TCP ports that one of these processes listens on, ascending. */
export function portsOf(pids: readonly number[]): readonly number[] {
  const sockets = new Set(pids.flatMap(socketsOf))
  const ports = listening().flatMap(({ inode, port }) => (sockets.has(inode) ? port : []))
  return [...new Set(ports)].toSorted((one, other) => one - other)
}
