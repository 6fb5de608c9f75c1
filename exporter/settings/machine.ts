import { join } from 'node:path'
import { UsageError, type LocatedYaml } from '../../configuration/index.js'
import type { Configuration } from './schema/index.js'

/** What of the machine is read, and where. */
export interface MachineSettings {
  readonly name: string
  readonly proc: string
  readonly sys: string
  /** Folder below which a container sees the machine's file systems. */
  readonly root: string | undefined
  readonly excludeDevices: RegExp | undefined
  readonly excludeMountpoints: RegExp | undefined
  /** Whether processes are counted by state, which asks for a file of each. */
  readonly processes: boolean
  /** Whether interrupts are told apart, which is a series for each CPU and device. */
  readonly interrupts: boolean
  /** Whether connections are counted by state, for which the kernel lists each. */
  readonly connections: boolean
  /** Whether the containers of the machine's Docker engine are read. */
  readonly containers: boolean
}

/** The ends of cables into containers: they come and go with them, and the container's traffic passes the bridge too. */
const DEFAULT_EXCLUDED_DEVICES = '^(veth|cali)'

const patternOf = ({ where }: LocatedYaml<Configuration>, key: string, written: string | undefined): RegExp | undefined => {
  if (!written) return undefined
  try {
    return new RegExp(written, 'u')
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error)
    throw new UsageError(`${where(['system', key])}: ${key} is no regular expression (${reason}); write one such as ^(veth|cali).`)
  }
}

/**
 * The section `system`.
 *
 * @throws UsageError for a pattern that is none.
 */
export const readMachine = (located: LocatedYaml<Configuration>): MachineSettings | undefined => {
  const { system } = located.value
  if (!system) return undefined
  const root = system.root || undefined
  return {
    name: system.name ?? 'host',
    proc: system.proc ?? '/proc',
    sys: system.sys || (root ? join(root, 'sys') : '/sys'),
    root,
    excludeDevices: patternOf(located, 'exclude_devices', system.exclude_devices ?? DEFAULT_EXCLUDED_DEVICES),
    excludeMountpoints: patternOf(located, 'exclude_mountpoints', system.exclude_mountpoints),
    processes: system.processes ?? false,
    interrupts: system.interrupts ?? false,
    connections: system.connections ?? false,
    containers: system.containers ?? false,
  }
}
