/**
 * Which process a number means. A pid alone is not enough: after a reboot or a long day it may belong to a stranger,
 * so a process is named by its pid and the moment it started.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface Identity {
  readonly pid: number
  /** Clock ticks since boot on Linux, a date elsewhere; compared, never read. */
  readonly startedAt: string
}

interface Stat {
  readonly parent: number
  readonly state: string
  readonly startedAt: string
}

/** The process that has this pid now, or undefined when none has (a zombie is none). */
export function identify(pid: number): Identity | undefined {
  const startedAt = process.platform === 'linux' ? runningSince(pid) : startedByPs(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

/** True while exactly this process runs; false for a stranger that inherited its pid. */
export function isAlive(identity: Identity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt
}

/** The process and everything it begot, parents before children. Linux only; elsewhere the process alone. */
export function family(pid: number): readonly number[] {
  if (process.platform !== 'linux') return [pid]
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? readStat(Number(entry)) : undefined
    if (stat) parents.set(Number(entry), stat.parent)
  }
  const members = [pid]
  for (const member of members) for (const [child, parent] of parents) if (parent === member) members.push(child)
  return members
}

/** Signals a process; one that has gone meanwhile is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function runningSince(pid: number): string | undefined {
  const stat = readStat(pid)
  return stat === undefined || stat.state === 'Z' ? undefined : stat.startedAt
}

/** /proc/<pid>/stat: the name in brackets may hold spaces and brackets, so fields are counted from the last one. */
function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', parent: Number(fields[1]), startedAt: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

function startedByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}
