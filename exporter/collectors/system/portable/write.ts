import { system } from '../../../../definition/catalogue/index.js'
import type { Writer } from '../../../exposition/buffer.js'
import type { PortableFacts, PortableReading } from './read.js'

export const writeMemory = (into: Writer, { memory }: PortableReading): void => {
  into.set(system.node_memory_MemTotal_bytes, {}, memory.total)
  into.set(system.node_memory_MemFree_bytes, {}, memory.free)
  into.set(system.node_memory_MemAvailable_bytes, {}, memory.available)
  into.set(system.node_memory_Buffers_bytes, {}, memory.buffers)
  into.set(system.node_memory_Cached_bytes, {}, memory.cached)
  into.set(system.node_memory_SwapTotal_bytes, {}, memory.swapTotal)
  into.set(system.node_memory_SwapFree_bytes, {}, memory.swapFree)
}

/** The disks are not told apart there. */
const ALL_DISKS = { device: 'all' } as const

export const writeStorage = (into: Writer, { disk, fileSystems }: PortableReading): void => {
  into.set(system.node_disk_read_bytes_total, ALL_DISKS, disk.read)
  into.set(system.node_disk_written_bytes_total, ALL_DISKS, disk.written)
  for (const { device, fstype, mountpoint, size, available, free, readonly } of fileSystems) {
    const labels = { device, fstype, mountpoint }
    into.set(system.node_filesystem_size_bytes, labels, size)
    into.set(system.node_filesystem_free_bytes, labels, free)
    into.set(system.node_filesystem_avail_bytes, labels, available)
    into.set(system.node_filesystem_readonly, { ...labels, device_error: '' }, readonly ? 1 : 0)
    into.set(system.node_filesystem_device_error, { ...labels, device_error: '' }, 0)
  }
}

export const writeNetwork = (into: Writer, { devices }: PortableReading, excluded: RegExp | undefined): void => {
  for (const one of devices) {
    const { device } = one
    if (excluded?.test(device)) continue
    into.set(system.node_network_up, { device }, one.isUp ? 1 : 0)
    into.set(system.node_network_receive_bytes_total, { device }, one.receivedBytes)
    into.set(system.node_network_receive_errs_total, { device }, one.receivedErrors)
    into.set(system.node_network_receive_drop_total, { device }, one.receivedDropped)
    into.set(system.node_network_transmit_bytes_total, { device }, one.sentBytes)
    into.set(system.node_network_transmit_errs_total, { device }, one.sentErrors)
    into.set(system.node_network_transmit_drop_total, { device }, one.sentDropped)
  }
}

export const writeFacts = (into: Writer, { os, hardware }: PortableFacts): void => {
  const none = { id_like: '', image_id: '', image_version: '', variant: '', variant_id: '' }
  const words = {
    pretty_name: `${os.name} ${os.version}`.trim(),
    version: os.version,
    version_codename: os.codename,
    version_id: os.version,
  }
  into.set(system.node_os_info, { ...none, ...words, id: os.id, name: os.name, build_id: os.build }, 1)
  into.set(
    system.node_dmi_info,
    {
      bios_date: hardware.biosDate,
      bios_release: '',
      bios_vendor: hardware.biosVendor,
      bios_version: hardware.biosVersion,
      board_name: hardware.boardModel,
      board_vendor: hardware.boardVendor,
      board_version: '',
      chassis_vendor: '',
      chassis_version: '',
      product_family: '',
      product_name: hardware.model,
      product_sku: '',
      product_version: hardware.version,
      system_vendor: hardware.vendor,
    },
    1,
  )
}
