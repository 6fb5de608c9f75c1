import { counter, family, gauge } from '../metric.js'

export const CPU_MODES = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const
export const GUEST_MODES = ['user', 'nice'] as const
export const PROCESS_STATES = ['D', 'I', 'K', 'P', 'R', 'S', 'T', 't', 'W', 'X', 'x', 'Z'] as const

const cpu = { cpu: 'open' } as const
const frequency = (help: string, file: string) =>
  gauge({ help, labels: cpu, source: `/sys/devices/system/cpu/cpu*/cpufreq/${file}`, series: 8 })
const schedule = (help: string) => counter({ help, labels: cpu, source: '/proc/schedstat', series: 8 })
const pressure = (help: string, file: string) => counter({ help, source: `/proc/pressure/${file}` })

/** CPU, what runs on it and what waits for it. */
export const processor = family('exporter', {
  node_cpu_seconds_total: counter({
    help: 'Seconds the CPUs spent in each mode.',
    labels: { ...cpu, mode: CPU_MODES },
    source: '/proc/stat',
    series: 64,
  }),
  node_cpu_guest_seconds_total: counter({
    help: 'Seconds the CPUs spent in guests, by mode; they are part of user and nice.',
    labels: { ...cpu, mode: GUEST_MODES },
    source: '/proc/stat',
    series: 16,
  }),
  node_cpu_core_throttles_total: counter({
    help: 'Times the core was slowed down for its heat.',
    labels: { package: 'open', core: 'open' },
    source: '/sys/devices/system/cpu/cpu*/thermal_throttle',
    series: 8,
  }),
  node_cpu_package_throttles_total: counter({
    help: 'Times the package was slowed down for its heat.',
    labels: { package: 'open' },
    source: '/sys/devices/system/cpu/cpu*/thermal_throttle',
    series: 1,
  }),
  node_cpu_frequency_hertz: frequency('Frequency the CPU runs at.', 'cpuinfo_cur_freq'),
  node_cpu_frequency_min_hertz: frequency('Lowest frequency of the CPU.', 'cpuinfo_min_freq'),
  node_cpu_frequency_max_hertz: frequency('Highest frequency of the CPU.', 'cpuinfo_max_freq'),
  node_cpu_scaling_frequency_hertz: frequency('Frequency the kernel asked for.', 'scaling_cur_freq'),
  node_cpu_scaling_frequency_min_hertz: frequency('Lowest frequency the kernel may ask for.', 'scaling_min_freq'),
  node_cpu_scaling_frequency_max_hertz: frequency('Highest frequency the kernel may ask for.', 'scaling_max_freq'),
  node_cpu_scaling_governor: gauge({
    help: '1 for the governor that chooses the frequency, 0 for the others it could be.',
    labels: { ...cpu, governor: 'open' },
    source: '/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor',
    series: 16,
  }),
  node_schedstat_running_seconds_total: schedule('Time that processes ran on the CPU.'),
  node_schedstat_waiting_seconds_total: schedule('Time that processes waited for the CPU.'),
  node_schedstat_timeslices_total: schedule('Turns that processes had on the CPU.'),
  node_boot_time_seconds: gauge({ help: 'Time the machine started, in seconds since the epoch.', unit: 'timestamp', source: '/proc/stat' }),
  node_context_switches_total: counter({ help: 'Context switches.', source: '/proc/stat' }),
  node_intr_total: counter({ help: 'Interrupts served.', source: '/proc/stat' }),
  node_interrupts_total: counter({
    help: 'Interrupts served, by CPU and device.',
    labels: { ...cpu, type: 'open', info: 'open', devices: 'open' },
    source: '/proc/interrupts',
    series: 200,
  }),
  node_forks_total: counter({ help: 'Processes and threads started.', source: '/proc/stat' }),
  node_procs_running: gauge({ help: 'Processes that want to run.', source: '/proc/stat' }),
  node_procs_blocked: gauge({ help: 'Processes that wait for input or output.', source: '/proc/stat' }),
  node_load1: gauge({ help: 'Load average of 1 minute.', source: '/proc/loadavg' }),
  node_load5: gauge({ help: 'Load average of 5 minutes.', source: '/proc/loadavg' }),
  node_load15: gauge({ help: 'Load average of 15 minutes.', source: '/proc/loadavg' }),
  node_pressure_cpu_waiting_seconds_total: pressure('Time in which some process waited for a CPU.', 'cpu'),
  node_pressure_io_waiting_seconds_total: pressure('Time in which some process waited for input or output.', 'io'),
  node_pressure_io_stalled_seconds_total: pressure('Time in which every process waited for input or output.', 'io'),
  node_pressure_memory_waiting_seconds_total: pressure('Time in which some process waited for memory.', 'memory'),
  node_pressure_memory_stalled_seconds_total: pressure('Time in which every process waited for memory.', 'memory'),
  node_pressure_irq_stalled_seconds_total: pressure('Time in which interrupts kept every process waiting.', 'irq'),
  node_processes_pids: gauge({ help: 'Processes.', source: '/proc/*/stat' }),
  node_processes_max_processes: gauge({ help: 'Processes that there may be.', source: '/proc/sys/kernel/pid_max' }),
  node_processes_threads: gauge({ help: 'Threads of all processes.', source: '/proc/*/stat' }),
  node_processes_max_threads: gauge({ help: 'Threads that there may be.', source: '/proc/sys/kernel/threads-max' }),
  node_processes_state: gauge({ help: 'Processes by state.', labels: { state: PROCESS_STATES }, source: '/proc/*/stat', series: 12 }),
})
