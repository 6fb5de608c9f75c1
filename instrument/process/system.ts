/** What Linux says of this process; undefined where it says nothing, as on other systems. */
import { readdirSync, readFileSync } from 'node:fs'

/** What the reading gives, undefined where the file cannot be read. */
const readable = <Value>(read: () => Value): Value | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** Bytes of VmRSS, VmSize and VmData. */
export const readMemory = (): Readonly<Record<string, number>> => {
  const status = readable(() => readFileSync('/proc/self/status', 'utf8')) ?? ''
  return Object.fromEntries([...status.matchAll(/^(Vm\w+):\s+(\d+) kB$/gm)].map(([, name, kibibytes]) => [name, Number(kibibytes) * 1024]))
}

/** Open file descriptors, without the one that counts them. */
export const countDescriptors = (): number | undefined => readable(() => readdirSync('/proc/self/fd').length - 1)

/** How many there may be. */
export const mostDescriptors = (): number | undefined => {
  const limits = readable(() => readFileSync('/proc/self/limits', 'utf8')) ?? ''
  const [, most] = /^Max open files\s+(\d+)/m.exec(limits) ?? []
  return most === undefined ? undefined : Number(most)
}
