/** Files of kernels and machines that this one is not. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { connections } from '../../../exporter/collectors/system/connections.js'
import { parseUdev } from '../../../exporter/collectors/system/disk.js'
import { linesOf, readNow } from '../../../exporter/collectors/system/files.js'
import { frequency } from '../../../exporter/collectors/system/frequency.js'
import { createIdentity, parseRelease } from '../../../exporter/collectors/system/identity.js'
import { parseInterrupts } from '../../../exporter/collectors/system/interrupts.js'
import { createClock, kernel } from '../../../exporter/collectors/system/kernel.js'
import { createNetworkDevices } from '../../../exporter/collectors/system/network-devices.js'
import { neighbours, parseTracking, tracking } from '../../../exporter/collectors/system/packets.js'
import { parsePressure, pressure } from '../../../exporter/collectors/system/pressure.js'
import { parseProcess, processes } from '../../../exporter/collectors/system/processes.js'
import { parsePaired, parseSnmp6 } from '../../../exporter/collectors/system/protocols.js'
import { parseSchedule } from '../../../exporter/collectors/system/schedule.js'
import { sensors } from '../../../exporter/collectors/system/sensors.js'
import { createSockets, pageBytesOf, parseUdpQueues } from '../../../exporter/collectors/system/sockets.js'
import { collectorOf, type Subject } from '../../../exporter/collectors/system/subject.js'
import { readPage } from '../../support/metrics-page.js'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-kernel-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (files: Readonly<Record<string, string>>): void => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
}

const keysOf = async (subject: Subject, collector = collectorOf(sourceOf(), subject)) => {
  const into = createBuffer()
  await collector.collect(into, AbortSignal.timeout(5000))
  const series = readPage(renderPage(into.families(), { standard: 5000, byMetric: new Map() }).text)
  return Object.fromEntries(
    series.map(({ name, labels, value }) => {
      const said = Object.entries(labels).filter(([, text]) => text !== '')
      return [`${name}{${said.map(([label, text]) => `${label}=${text}`).join(',')}}`, value]
    }),
  )
}
const sourceOf = () => ({ target: 'host', proc: join(root, 'proc'), sys: join(root, 'sys'), root })

describe('a file of the kernel', () => {
  test('schedstat: the last three numbers, by CPU, whatever its version', () => {
    expect(
      parseSchedule('version 15\ntimestamp 1\ncpu0 0 0 0 0 0 0 2000000000 3000000000 4\ndomain0 3 0 0\ncpu10 0 0 0 0 0 0 5 6 7\n'),
    ).toEqual([
      { cpu: '0', runningSeconds: 2, waitingSeconds: 3, timeslices: 4 },
      { cpu: '10', runningSeconds: 5e-9, waitingSeconds: 6e-9, timeslices: 7 },
    ])
  })

  test('pressure: of an old kernel without a line for the whole machine', async () => {
    expect(Object.fromEntries(parsePressure('some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000\n'))).toEqual({ some: 1.5 })
    put({ 'proc/pressure/cpu': 'some avg10=0.1 total=1000000\n', 'proc/pressure/irq': 'full avg10=0.1 total=2000000\n' })
    expect(await keysOf(pressure)).toEqual({
      'node_pressure_cpu_waiting_seconds_total{}': 1,
      'node_pressure_irq_stalled_seconds_total{}': 2,
    })
  })

  test('pressure: is left away where the kernel does not count it', async () => {
    expect(await keysOf(pressure)).toEqual({})
  })

  test('snmp: a protocol may come twice under other names, and one that lost its numbers is refused', () => {
    expect(Object.fromEntries(parsePaired('Ip: Forwarding DefaultTTL\nIp: 1 64\nTcp: MaxConn\nTcp: -1\n'))).toEqual({
      Ip_Forwarding: 1,
      Ip_DefaultTTL: 64,
      Tcp_MaxConn: -1,
    })
    expect(() => parsePaired('Ip: Forwarding\nTcp: 1\n')).toThrow('the numbers of Ip: are not below their names')
  })

  test('snmp6: the name of the protocol ends at its 6', () => {
    expect(Object.fromEntries(parseSnmp6('Ip6InReceives  \t7\nIcmp6InType133   \t1\nUdpLite6InErrors 2\nnonsense\n'))).toEqual({
      Ip6_InReceives: 7,
      Icmp6_InType133: 1,
      UdpLite6_InErrors: 2,
    })
  })

  test('nf_conntrack: hexadecimal, summed over the CPUs, whatever columns this kernel has', () => {
    const found = parseTracking(
      'entries  clashres found drop\n0000000a  00000000 00000010 00000001\n0000000a  00000000 00000001 00000002\n',
    )
    expect([found.get('found'), found.get('drop'), found.get('early_drop')]).toEqual([17, 3, undefined])
  })

  test('nf_conntrack: none without a firewall', async () => {
    expect(await keysOf(tracking)).toEqual({})
    put({ 'proc/sys/net/netfilter/nf_conntrack_count': '5\n', 'proc/sys/net/netfilter/nf_conntrack_max': '100\n' })
    expect(await keysOf(tracking)).toEqual({ 'node_nf_conntrack_entries{}': 5, 'node_nf_conntrack_entries_limit{}': 100 })
  })

  test('udp: bytes in the queues, and arp: entries by device', async () => {
    const udp =
      '  sl  local rem st tx:rx\n  1: 00:1 00:0 07 00000010:00000003 00:0 0 0 0 1\n  2: 00:1 00:0 07 00000001:00000001 00:0 0 0 0 1\n'
    expect(parseUdpQueues(udp)).toEqual({ tx: 17, rx: 4 })
    put({
      'proc/1/net/arp': 'IP address HW type Flags HW address Mask Device\n10.0.0.1 0x1 0x2 aa:bb * eth0\n10.0.0.2 0x1 0x2 aa:bc * eth0\n',
    })
    expect(await keysOf(neighbours)).toEqual({ 'node_arp_entries{device=eth0}': 2 })
  })

  test('sockstat: pages become bytes by the size that the kernel told us at the start', async () => {
    const vector = Buffer.alloc(48)
    vector.writeBigUInt64LE(33n, 0)
    vector.writeBigUInt64LE(6n, 16)
    vector.writeBigUInt64LE(65_536n, 24)
    expect(pageBytesOf(vector)).toBe(65_536)
    expect(pageBytesOf(Buffer.alloc(7))).toBe(4096)
    put({
      'proc/1/net/sockstat': 'sockets: used 3\nTCP: inuse 1 mem 0\nUDP: inuse 0\n',
      'proc/1/net/sockstat6': 'FRAG6: inuse 4 memory 5\n',
    })
    expect(await keysOf(createSockets())).toEqual({
      'node_sockstat_sockets_used{}': 3,
      'node_sockstat_TCP_inuse{}': 1,
      'node_sockstat_TCP_mem{}': 0,
      'node_sockstat_TCP_mem_bytes{}': 0,
      'node_sockstat_UDP_inuse{}': 0,
      'node_sockstat_FRAG6_inuse{}': 4,
      'node_sockstat_FRAG6_memory{}': 5,
    })
  })

  test('a process: with any name, and one that ended between', async () => {
    const after = `S 1 ${'0 '.repeat(15)}3 0`
    expect(parseProcess(`7 (a) b) (c) ${after}`)).toEqual({ state: 'S', threads: 3 })
    expect(parseProcess('')).toBeUndefined()
    put({ 'proc/7/stat': `7 (x\ny) ${after}`, 'proc/8/stat': '', 'proc/9/status': '', 'proc/sys/kernel/pid_max': '100\n' })
    expect(await keysOf(processes)).toMatchObject({
      'node_processes_pids{}': 1,
      'node_processes_threads{}': 3,
      'node_processes_max_processes{}': 100,
      'node_processes_state{state=S}': 1,
      'node_processes_state{state=Z}': 0,
    })
  })

  test('interrupts: numbered ones name a controller, others themselves, and a sum for all CPUs is none', () => {
    const text = '           CPU0       CPU1\n  0:  10  20  IO-APIC  2-edge  timer, rtc\nNMI:  1  2  Non-maskable interrupts\nERR:  7\n'
    expect(parseInterrupts(text)).toEqual([
      { type: '0', info: 'IO-APIC', devices: '2-edge timer, rtc', amounts: [10, 20] },
      { type: 'NMI', info: 'Non-maskable interrupts', devices: '', amounts: [1, 2] },
    ])
  })

  test('tcp: connections by state, both versions together', async () => {
    const line = (state: string) => `  0: 0100007F:1F90 00000000:0000 ${state} 00000010:00000002 00:0 0 0 0 1\n`
    put({
      'proc/1/net/tcp': `  sl local rem st\n${line('0A')}${line('01')}${line('0C')}${line('FF')}`,
      'proc/1/net/tcp6': `  sl\n${line('01')}`,
    })
    const { 'node_tcp_connection_states{state=closing}': closing, ...found } = await keysOf(connections)
    expect(closing).toBe(0)
    expect(Object.fromEntries(Object.entries(found).filter(([, amount]) => amount > 0))).toEqual({
      'node_tcp_connection_states{state=listen}': 1,
      'node_tcp_connection_states{state=established}': 2,
      'node_tcp_connection_states{state=syn_recv}': 1,
      'node_tcp_connection_states{state=tx_queued_bytes}': 64,
      'node_tcp_connection_states{state=rx_queued_bytes}': 8,
    })
  })

  test('file-nr and those that only newer kernels have', async () => {
    put({
      'proc/sys/fs/file-nr': '1\t0\t9223372036854775807\n',
      'proc/sys/kernel/domainname': '(none)\n',
      'proc/sys/kernel/hung_task_detect_count': '4\n',
    })
    expect(await keysOf(kernel)).toMatchObject({
      'node_filefd_allocated{}': 1,
      'node_filefd_maximum{}': 2 ** 63,
      'node_kernel_hung_tasks_total{}': 4,
    })
  })
})

describe('a long list of the kernel', () => {
  test('is read whole, though the kernel gives it in parts', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const sockets = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'))
    try {
      await Promise.all(sockets.map((socket) => once(socket, 'connect')))
      const own = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
      const lines = linesOf(readNow('/proc/self/net/tcp')).filter((line) => line.includes(own) && / 01 /.test(line))
      expect(lines.length).toBeGreaterThanOrEqual(400)
    } finally {
      for (const socket of sockets) socket.destroy()
      server.close()
    }
  })

  test('is read up to its bound and no further', () => {
    put({ long: 'x'.repeat(200_000), longest: '' })
    expect(readNow(join(root, 'long'))).toHaveLength(200_000)
    truncateSync(join(root, 'longest'), 9 * 1024 * 1024)
    expect(() => readNow(join(root, 'longest'))).toThrow('is larger than 8 MiB')
    expect(() => readNow(join(root, 'gone'))).toThrow(join(root, 'gone'))
  })
})

describe('a machine of iron', () => {
  test('tells how fast its CPUs run, who chooses, and how often heat slowed them', async () => {
    const cpu = (number: number) => `sys/devices/system/cpu/cpu${number}`
    put({
      [`${cpu(0)}/cpufreq/scaling_cur_freq`]: '1200000\n',
      [`${cpu(0)}/cpufreq/scaling_min_freq`]: '800000\n',
      [`${cpu(0)}/cpufreq/scaling_max_freq`]: '3400000\n',
      [`${cpu(0)}/cpufreq/scaling_governor`]: 'powersave\n',
      [`${cpu(0)}/cpufreq/scaling_available_governors`]: 'performance powersave\n',
    })
    for (const number of [0, 1]) {
      put({
        [`${cpu(number)}/topology/physical_package_id`]: '0\n',
        [`${cpu(number)}/topology/core_id`]: '3\n',
        [`${cpu(number)}/thermal_throttle/core_throttle_count`]: '5\n',
        [`${cpu(number)}/thermal_throttle/package_throttle_count`]: '6\n',
      })
    }
    put({ 'sys/devices/system/cpu/cpuidle/current_driver': 'none\n' })
    expect(await keysOf(frequency)).toEqual({
      'node_cpu_scaling_frequency_min_hertz{cpu=0}': 8e8,
      'node_cpu_scaling_frequency_max_hertz{cpu=0}': 3.4e9,
      'node_cpu_scaling_frequency_hertz{cpu=0}': 1.2e9,
      'node_cpu_scaling_governor{cpu=0,governor=performance}': 0,
      'node_cpu_scaling_governor{cpu=0,governor=powersave}': 1,
      'node_cpu_core_throttles_total{package=0,core=3}': 5,
      'node_cpu_package_throttles_total{package=0}': 6,
    })
  })

  test('tells its heat under the names that node_exporter makes of the device behind a chip', async () => {
    put({
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/name': 'coretemp\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_input': '47500\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_crit': '100000\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_crit_alarm': '0\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_label': 'Package id 0\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/fan2_input': '1200\n',
      'sys/devices/virtual/hwmon/hwmon1/name': 'acpitz\n',
      'sys/devices/virtual/hwmon/hwmon1/temp1_input': '30000\n',
      'sys/devices/virtual/thermal/thermal_zone0/temp': '50000\n',
      'sys/devices/virtual/thermal/thermal_zone0/type': 'x86_pkg_temp\n',
      'sys/devices/virtual/thermal/cooling_device1/type': 'Processor\n',
      'sys/devices/virtual/thermal/cooling_device1/cur_state': '1\n',
      'sys/devices/virtual/thermal/cooling_device1/max_state': '3\n',
      'sys/class/power_supply/AC/online': '1\n',
      'sys/class/power_supply/BAT0/capacity': '80\n',
      'sys/class/hwmon/.keep': '',
      'sys/class/thermal/.keep': '',
    })
    const link = (target: string, path: string) => symlinkSync(target, join(root, path))
    link('../..', 'sys/devices/platform/coretemp.0/hwmon/hwmon0/device')
    link('../../../coretemp.0', 'sys/devices/platform/coretemp.0/hwmon/hwmon0/subsystem')
    link('../../devices/platform/coretemp.0/hwmon/hwmon0', 'sys/class/hwmon/hwmon0')
    link('../../devices/virtual/hwmon/hwmon1', 'sys/class/hwmon/hwmon1')
    link('../../devices/virtual/thermal/thermal_zone0', 'sys/class/thermal/thermal_zone0')
    link('../../devices/virtual/thermal/cooling_device1', 'sys/class/thermal/cooling_device1')
    expect(await keysOf(sensors)).toEqual({
      'node_hwmon_chip_names{chip=platform_coretemp_0,chip_name=coretemp}': 1,
      'node_hwmon_temp_celsius{chip=platform_coretemp_0,sensor=temp1}': 47.5,
      'node_hwmon_temp_crit_celsius{chip=platform_coretemp_0,sensor=temp1}': 100,
      'node_hwmon_temp_crit_alarm_celsius{chip=platform_coretemp_0,sensor=temp1}': 0,
      'node_hwmon_sensor_label{chip=platform_coretemp_0,sensor=temp1,label=package_id_0}': 1,
      'node_hwmon_fan_rpm{chip=platform_coretemp_0,sensor=fan2}': 1200,
      'node_hwmon_chip_names{chip=acpitz,chip_name=acpitz}': 1,
      'node_hwmon_temp_celsius{chip=acpitz,sensor=temp1}': 30,
      'node_thermal_zone_temp{type=x86_pkg_temp,zone=0}': 50,
      'node_cooling_device_cur_state{name=1,type=Processor}': 1,
      'node_cooling_device_max_state{name=1,type=Processor}': 3,
      'node_power_supply_online{power_supply=AC}': 1,
    })
  })

  test('tells its network devices anew once a link comes or goes, and no speed of one that is down', async () => {
    const device = 'sys/class/net/eth0'
    const files = {
      flags: '0x1003',
      operstate: 'up',
      carrier: '1',
      speed: '1000',
      duplex: 'full',
      carrier_changes: '2',
      ifindex: '4',
      mtu: '1500',
      address: 'aa:bb',
    }
    put(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${device}/${file}`, `${text}\n`])))
    const collector = collectorOf(sourceOf(), createNetworkDevices())
    const read = () => keysOf(createNetworkDevices(), collector)
    expect(await read()).toEqual({
      'node_network_carrier_changes_total{device=eth0}': 2,
      'node_network_iface_id{device=eth0}': 4,
      'node_network_mtu_bytes{device=eth0}': 1500,
      'node_network_flags{device=eth0}': 0x10_03,
      'node_network_up{device=eth0}': 1,
      'node_network_carrier{device=eth0}': 1,
      'node_network_speed_bytes{device=eth0}': 125_000_000,
      'node_network_info{device=eth0,address=aa:bb,adminstate=up,duplex=full,operstate=up}': 1,
    })
    put({ [`${device}/speed`]: '100\n', [`${device}/carrier`]: '0\n' })
    expect((await read())['node_network_speed_bytes{device=eth0}']).toBe(125_000_000)
    put({ [`${device}/carrier_changes`]: '4\n' })
    expect(await read()).toMatchObject({ 'node_network_speed_bytes{device=eth0}': 12_500_000, 'node_network_carrier{device=eth0}': 0 })
    put({ [`${device}/flags`]: '0x1002\n', [`${device}/operstate`]: 'down\n' })
    const down = await read()
    expect(down['node_network_up{device=eth0}']).toBe(0)
    expect(Object.keys(down).some((key) => /carrier\{|speed/.test(key))).toBe(false)
  })

  test('tells what it is, without its serial numbers', async () => {
    put({
      'etc/os-release':
        'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12.4"\n# remark\nPRETTY_NAME=\'It is "12"\'\nVARIANT="a \\"b\\" \\$c"\nlower=no\n',
      'sys/class/dmi/id/sys_vendor': 'Maker\n',
      'sys/class/dmi/id/product_name': 'Model 1 \n',
      'sys/class/dmi/id/product_serial': 'SECRET\n',
    })
    expect(await keysOf(createIdentity())).toEqual({
      'node_os_info{id=debian,name=Debian GNU/Linux,pretty_name=It is "12",variant=a "b" $c,version_id=12.4}': 1,
      'node_os_version{id=debian,name=Debian GNU/Linux}': 12.4,
      'node_dmi_info{product_name=Model 1,system_vendor=Maker}': 1,
    })
    expect([...parseRelease('')]).toEqual([])
    expect(parseUdev('S:disk/by-id/x\nE:ID_MODEL=Samsung_SSD\nE:EMPTY=\nI:1\n').get('ID_MODEL')).toBe('Samsung_SSD')
  })

  test('tells its clock', async () => {
    put({
      'sys/devices/system/clocksource/clocksource0/available_clocksource': 'tsc hpet \n',
      'sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
    })
    const clock = await keysOf(createClock())
    expect(clock).toMatchObject({
      'node_time_clocksource_available_info{device=0,clocksource=tsc}': 1,
      'node_time_clocksource_available_info{device=0,clocksource=hpet}': 1,
      'node_time_clocksource_current_info{device=0,clocksource=tsc}': 1,
    })
    expect(Math.abs((clock['node_time_seconds{}'] ?? 0) - Date.now() / 1000)).toBeLessThan(5)
  })
})
