/** What systeminformation says of a machine without /proc. Its programs take half a second. */
export interface PortableReading {
  readonly memory: {
    readonly total: number
    readonly free: number
    readonly available: number
    readonly buffers: number
    readonly cached: number
    readonly swapTotal: number
    readonly swapFree: number
  }
  readonly fileSystems: readonly {
    readonly device: string
    readonly fstype: string
    readonly mountpoint: string
    readonly size: number
    readonly available: number
    readonly free: number
    readonly readonly: boolean
  }[]
  /** Bytes of all disks together; a platform may not count them. */
  readonly disk: { readonly read: number | undefined; readonly written: number | undefined }
  readonly devices: readonly {
    readonly device: string
    readonly isUp: boolean
    readonly receivedBytes: number
    readonly receivedErrors: number
    readonly receivedDropped: number
    readonly sentBytes: number
    readonly sentErrors: number
    readonly sentDropped: number
  }[]
}

/** What does not change while the machine runs. */
export interface PortableFacts {
  readonly os: { readonly id: string; readonly name: string; readonly version: string; readonly codename: string; readonly build: string }
  readonly hardware: {
    readonly vendor: string
    readonly model: string
    readonly version: string
    readonly biosVendor: string
    readonly biosVersion: string
    readonly biosDate: string
    readonly boardVendor: string
    readonly boardModel: string
  }
}

// loaded when it is asked for: nobody on Linux pays for it
const load = async () => (await import('systeminformation')).default

export const readPortable = async (): Promise<PortableReading> => {
  const { mem, fsSize, fsStats, networkStats } = await load()
  const [memory, sizes, disk, devices] = [await mem(), await fsSize(), await fsStats(), await networkStats('*')]
  return {
    memory: { ...memory, swapTotal: memory.swaptotal, swapFree: memory.swapfree },
    fileSystems: sizes.map(({ fs, type, mount, size, used, available, rw }) => ({
      device: fs,
      fstype: type,
      mountpoint: mount,
      size,
      available,
      free: size - used,
      readonly: rw === false,
    })),
    disk: { read: disk?.rx ?? undefined, written: disk?.wx ?? undefined },
    devices: devices.map(({ iface, operstate, rx_bytes, rx_errors, rx_dropped, tx_bytes, tx_errors, tx_dropped }) => ({
      device: iface,
      isUp: operstate === 'up',
      receivedBytes: rx_bytes,
      receivedErrors: rx_errors,
      receivedDropped: rx_dropped,
      sentBytes: tx_bytes,
      sentErrors: tx_errors,
      sentDropped: tx_dropped,
    })),
  }
}

export const readPortableFacts = async (): Promise<PortableFacts> => {
  const { osInfo, system, bios, baseboard } = await load()
  const [os, machine, firmware, board] = [await osInfo(), await system(), await bios(), await baseboard()]
  return {
    os: { id: os.platform, name: os.distro, version: os.release, codename: os.codename, build: os.build },
    hardware: {
      vendor: machine.manufacturer,
      model: machine.model,
      version: machine.version,
      biosVendor: firmware.vendor,
      biosVersion: firmware.version,
      biosDate: firmware.releaseDate,
      boardVendor: board.manufacturer,
      boardModel: board.model,
    },
  }
}
