/** Names of dashboard 1860 that are not of its CPU, memory, disk, network and file-system part, and why not. */

export interface Outside {
  readonly names: RegExp
  readonly reason: string
}

export const outside: readonly Outside[] = [
  { names: /^node_systemd_/, reason: 'services of systemd, asked over D-Bus' },
  { names: /^node_timex_/, reason: "the clock's discipline, which only the system call adjtimex tells" },
  { names: /^node_hwmon_/, reason: 'sensors and fans' },
  { names: /^node_cooling_device_/, reason: 'cooling devices' },
  { names: /^node_power_supply_/, reason: 'batteries and mains' },
  {
    names: /^node_kernel_hung_tasks$/,
    reason: 'a name that no exporter has: the kernel collector, and ours, say node_kernel_hung_tasks_total',
  },
]
