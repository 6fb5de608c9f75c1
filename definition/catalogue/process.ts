import { counter, family, gauge, histogram } from './metric.js'

const memory = 'process.memoryUsage()'
const delay = 'perf_hooks.monitorEventLoopDelay()'

const resources = 'process.getActiveResourcesInfo()'
const heapSpace = 'v8.getHeapSpaceStatistics()'
const space = { space: 'open' } as const
const type = { type: 'open' } as const

/** The Node.js process itself, under the names that prom-client's default metrics have. */
export const nodeProcess = family('application', {
  process_cpu_seconds_total: counter({ help: 'Total user and system CPU time spent in seconds.', source: 'process.cpuUsage()' }),
  process_cpu_user_seconds_total: counter({ help: 'Total user CPU time spent in seconds.', source: 'process.cpuUsage()' }),
  process_cpu_system_seconds_total: counter({ help: 'Total system CPU time spent in seconds.', source: 'process.cpuUsage()' }),
  process_start_time_seconds: gauge({
    help: 'Start time of the process since unix epoch in seconds.',
    unit: 'timestamp',
    source: 'process.uptime()',
  }),
  process_resident_memory_bytes: gauge({ help: 'Resident memory size in bytes.', source: '/proc/self/status' }),
  process_virtual_memory_bytes: gauge({ help: 'Virtual memory size in bytes.', source: '/proc/self/status' }),
  process_heap_bytes: gauge({ help: 'Process heap size in bytes.', source: '/proc/self/status' }),
  process_open_fds: gauge({ help: 'Number of open file descriptors.', source: '/proc/self/fd' }),
  process_max_fds: gauge({ help: 'Maximum number of open file descriptors.', source: '/proc/self/limits' }),
  nodejs_eventloop_lag_seconds: gauge({ help: 'Lag of event loop in seconds.', source: 'setImmediate' }),
  nodejs_eventloop_lag_min_seconds: gauge({ help: 'The minimum recorded event loop delay.', source: delay }),
  nodejs_eventloop_lag_max_seconds: gauge({ help: 'The maximum recorded event loop delay.', source: delay }),
  nodejs_eventloop_lag_mean_seconds: gauge({ help: 'The mean of the recorded event loop delays.', source: delay }),
  nodejs_eventloop_lag_stddev_seconds: gauge({ help: 'The standard deviation of the recorded event loop delays.', source: delay }),
  nodejs_eventloop_lag_p50_seconds: gauge({ help: 'The 50th percentile of the recorded event loop delays.', source: delay }),
  nodejs_eventloop_lag_p90_seconds: gauge({ help: 'The 90th percentile of the recorded event loop delays.', source: delay }),
  nodejs_eventloop_lag_p99_seconds: gauge({ help: 'The 99th percentile of the recorded event loop delays.', source: delay }),
  nodejs_active_resources: gauge({
    help: 'Resources that keep the event loop alive, by type.',
    labels: type,
    source: resources,
    series: 10,
  }),
  nodejs_active_resources_total: gauge({ help: 'Resources that keep the event loop alive.', source: resources }),
  nodejs_active_handles: gauge({ help: 'Active libuv handles, by type.', labels: type, source: 'process._getActiveHandles()', series: 6 }),
  nodejs_active_handles_total: gauge({ help: 'Active libuv handles.', source: 'process._getActiveHandles()' }),
  nodejs_active_requests: gauge({
    help: 'Active libuv requests, by type.',
    labels: type,
    source: 'process._getActiveRequests()',
    series: 4,
  }),
  nodejs_active_requests_total: gauge({ help: 'Active libuv requests.', source: 'process._getActiveRequests()' }),
  nodejs_heap_size_total_bytes: gauge({ help: 'Process heap size from Node.js in bytes.', source: memory }),
  nodejs_heap_size_used_bytes: gauge({ help: 'Process heap size used from Node.js in bytes.', source: memory }),
  nodejs_heap_size_limit_bytes: gauge({
    help: 'Size that the heap may grow to before the process ends.',
    source: 'v8.getHeapStatistics()',
  }),
  nodejs_external_memory_bytes: gauge({ help: 'Node.js external memory size in bytes.', source: memory }),
  nodejs_heap_space_size_total_bytes: gauge({ help: 'Size of each space of the heap.', labels: space, source: heapSpace, series: 9 }),
  nodejs_heap_space_size_used_bytes: gauge({ help: 'Used bytes of each space of the heap.', labels: space, source: heapSpace, series: 9 }),
  nodejs_heap_space_size_available_bytes: gauge({
    help: 'Free bytes of each space of the heap.',
    labels: space,
    source: heapSpace,
    series: 9,
  }),
  nodejs_gc_duration_seconds: histogram({
    help: 'Garbage collection duration by kind.',
    labels: { kind: ['major', 'minor', 'incremental', 'weakcb'] },
    source: "PerformanceObserver('gc')",
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
  }),
  nodejs_version_info: gauge({
    help: 'Node.js version info.',
    labels: { version: 'open', major: 'open', minor: 'open', patch: 'open' },
    source: 'process.version',
    series: 1,
  }),
})
