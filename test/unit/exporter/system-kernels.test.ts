/** Files of kernels and machines that this one is not. */
import { once } from 'node:events'
import { truncateSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connections } from '../../../exporter/collectors/system/connections.js'
import { linesOf, readNow } from '../../../exporter/collectors/system/files.js'
import { parseInterrupts } from '../../../exporter/collectors/system/interrupts.js'
import { kernel } from '../../../exporter/collectors/system/kernel.js'
import { neighbours, parseTracking, tracking } from '../../../exporter/collectors/system/packets.js'
import { parsePressure, pressure } from '../../../exporter/collectors/system/pressure.js'
import { parseProcess, processes } from '../../../exporter/collectors/system/processes.js'
import { parsePaired, parseSnmp6 } from '../../../exporter/collectors/system/protocols.js'
import { parseSchedule } from '../../../exporter/collectors/system/schedule.js'
import { createSockets, pageBytesOf, parseUdpQueues } from '../../../exporter/collectors/system/sockets.js'
import { kernelFiles } from './kernel-files.js'

const { root, put, keysOf } = kernelFiles()

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
    expect(readNow(join(root(), 'long'))).toHaveLength(200_000)
    truncateSync(join(root(), 'longest'), 9 * 1024 * 1024)
    expect(() => readNow(join(root(), 'longest'))).toThrow('is larger than 8 MiB')
    expect(() => readNow(join(root(), 'gone'))).toThrow(join(root(), 'gone'))
  })
})
