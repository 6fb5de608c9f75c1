/** Packages expect to lie at the root of a system; these two make them work in a folder of ours. */
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Where Debian's Alertmanager looks for its standard templates; no flag moves it. */
export const ALERTMANAGER_FOLDER = '/usr/share/prometheus/alertmanager'

/** Turns every absolute link whose target is in the tree into a relative one. */
export function relink(root: string): void {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue
    const link = join(entry.parentPath, entry.name)
    const target = readlinkSync(link)
    if (!target.startsWith('/') || !existsSync(join(root, target))) continue
    rmSync(link)
    symlinkSync(relative(dirname(link), join(root, target)), link)
  }
}

/**
 * Debian's Alertmanager reads `/usr/share/prometheus/alertmanager/default.tmpl`, a path that is fixed in the program. In our
 * copy the folder becomes one of the same length that means "here": it is then run in the tree's own folder of that name.
 */
export function freeAlertmanager(root: string): void {
  if (!existsSync(join(root, ALERTMANAGER_FOLDER, 'default.tmpl'))) return
  const programs = join(root, 'usr/bin')
  for (const name of readdirSync(programs)) {
    const file = join(programs, name)
    const bytes = readFileSync(file)
    if (replaceAll(bytes, ALERTMANAGER_FOLDER, sameLengthHere(ALERTMANAGER_FOLDER)) > 0) writeFileSync(file, bytes)
  }
}

/** `./////`: the current folder, in as many characters as the path has. */
export const sameLengthHere = (path: string): string => `.${'/'.repeat(path.length - 1)}`

/** Overwrites each occurrence in place. @returns how many there were */
export function replaceAll(bytes: Buffer, from: string, to: string): number {
  if (Buffer.byteLength(from) !== Buffer.byteLength(to)) throw new TypeError('a program is changed only by text of the same length')
  let count = 0
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + to.length)) {
    bytes.write(to, at, 'latin1')
    count += 1
  }
  return count
}
