import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { metrics } from '../../../definition/catalogue/index.js'
import { createMonotone, parseStatistics } from '../../../exporter/collectors/system/cpu.js'
import { parseDisks } from '../../../exporter/collectors/system/disk.js'
import { createFileSystems, createPatientMeasure } from '../../../exporter/collectors/system/filesystem.js'
import { systemCollectors } from '../../../exporter/collectors/system/index.js'
import { parseMemory } from '../../../exporter/collectors/system/memory.js'
import { isMeasured, parseMounts } from '../../../exporter/collectors/system/mounts.js'
import { network, parseNetwork } from '../../../exporter/collectors/system/network.js'
import { collectorOf } from '../../../exporter/collectors/system/subject.js'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { readPage } from '../../support/metrics-page.js'

const signal = new AbortController().signal
const proc = mkdtempSync(join(tmpdir(), 'plimsoll-proc-'))
afterAll(() => rmSync(proc, { recursive: true, force: true }))

const never = new Promise<never>(() => {})
const mountinfo = (...points: readonly string[]) =>
  points.map((point, index) => `${index} 1 8:${index} / ${point} rw - ext4 /dev/${index} rw\n`).join('')
const healthy = { bsize: 4096, blocks: 100, bfree: 50, bavail: 40, files: 10, ffree: 5 }

const read = async (collectors: ReturnType<typeof systemCollectors>) => {
  const into = createBuffer()
  for (const collector of collectors) await collector.collect(into, signal)
  return readPage(renderPage(into.families(), { standard: 5000, byMetric: new Map() }).text)
}

describe('/proc as it was recorded', () => {
  test('stat: times in seconds by CPU and mode', () => {
    const { times, bootTime, contextSwitches, running, blocked } = parseStatistics(
      'cpu  300 0 0 0 0 0 0 0 0 0\ncpu0 100 1 2 3000 4 5 6 7 50 0\ncpu1 200 0 0 0 0 0 0 0 0 0\nintr 5 6\nctxt 42\nbtime 1700000000\nprocs_running 3\nprocs_blocked 1\n',
    )
    expect(times).toHaveLength(16)
    expect(times[0]).toEqual({ cpu: '0', mode: 'user', seconds: 1 })
    expect(times[7]).toEqual({ cpu: '0', mode: 'steal', seconds: 0.07 })
    expect({ bootTime, contextSwitches, running, blocked }).toEqual({
      bootTime: 1_700_000_000,
      contextSwitches: 42,
      running: 3,
      blocked: 1,
    })
  })

  test('stat of an old kernel without steal gives the modes it has', () => {
    expect(parseStatistics('cpu0 1 2 3 4\n').times.map(({ mode }) => mode)).toEqual(['user', 'nice', 'system', 'idle'])
  })

  test('meminfo: bytes; what counts pages is not multiplied', () => {
    const memory = parseMemory('MemTotal:       24684084 kB\nActive(anon):    12 kB\nHugePages_Total:       3\nnonsense\n')
    expect(Object.fromEntries(memory)).toEqual({
      MemTotal: { amount: 25_276_502_016, isBytes: true },
      Active_anon: { amount: 12_288, isBytes: true },
      HugePages_Total: { amount: 3, isBytes: false },
    })
  })

  test('diskstats: whole disks, not partitions, loops or RAM', () => {
    const line = (device: string) => `   8 0 ${device} 1 2 3 4 5 6 7 8 9 10 11 0 0 0 0\n`
    const devices = ['sda', 'sda1', 'nvme0n1', 'nvme0n1p2', 'loop0', 'ram3', 'zram0', 'vdb', 'dm-0', 'md127', 'xvdf', 'sdaa', 'sdaa12']
    const disks = parseDisks(devices.map(line).join(''))
    expect(disks.map(({ device }) => device)).toEqual(['sda', 'nvme0n1', 'vdb', 'dm-0', 'md127', 'xvdf', 'sdaa'])
    expect(disks[0]?.amounts.slice(0, 11)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  test('net/dev: also where no space follows the colon, and names with colons', () => {
    const devices = parseNetwork(
      'Inter-|   Receive                  |  Transmit\n face |bytes    packets errs |bytes\n    lo:5282 58 0 0 0 0 0 0 5282 58 0 0 0 0 0 0\neth0:1: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n',
    )
    expect(devices.map(({ device }) => device)).toEqual(['lo', 'eth0:1'])
    expect(devices[1]?.amounts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
  })

  test('mounts: escapes, read-only, and the last of what covers one point', () => {
    const mounts = parseMounts(
      [
        '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro',
        '30 22 0:44 / /mnt/my\\040share rw - cifs //srv/my\\040share rw',
        '31 22 8:17 / /data rw,relatime - ext4 /dev/sdb1 rw',
        '32 31 8:33 /sub /data rw,noatime master:5 propagate_from:2 - xfs /dev/sdc1 ro,attr2',
        '33 22 8:49 / /archive ro - ext4 /dev/sdd1 rw',
        'nonsense',
        '',
      ].join('\n'),
    )
    expect(mounts).toEqual([
      { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4', readonly: false, major: '8', minor: '1' },
      { device: '//srv/my share', mountpoint: '/mnt/my share', fstype: 'cifs', readonly: false, major: '0', minor: '44' },
      { device: '/dev/sdc1', mountpoint: '/data', fstype: 'xfs', readonly: true, major: '8', minor: '33' },
      { device: '/dev/sdd1', mountpoint: '/archive', fstype: 'ext4', readonly: true, major: '8', minor: '49' },
    ])
  })

  test.each([
    ['ext4', '/', true],
    ['overlay', '/', true],
    ['overlay', '/var/lib/docker/overlay2/x/merged', false],
    ['tmpfs', '/run', true],
    ['tmpfs', '/dev/shm', false],
    ['proc', '/proc', false],
    ['nfs4', '/srv', false],
    ['nfs', '/', false],
    ['cifs', '/mnt', false],
    ['fuse.sshfs', '/mnt', false],
    ['fuseblk', '/mnt', true],
    ['ext4', '/var/lib/docker/volumes/x', false],
    ['ext4', '/system', true],
  ])('%s on %s is measured: %s', (fstype, mountpoint, measured) => {
    expect(isMeasured({ fstype, mountpoint })).toBe(measured)
  })

  test('every column stands under its name', async () => {
    const write = (file: string, text: string) => writeFileSync(join(proc, file), text)
    for (const folder of ['self/net', 'sys/kernel', 'sys/fs']) mkdirSync(join(proc, folder), { recursive: true })
    write(
      'stat',
      'cpu0 100 1 2 3000 4 5 6 7 50 60\nintr 77 1 2\nctxt 42\nbtime 1700000000\nprocesses 9\nprocs_running 3\nprocs_blocked 1\n',
    )
    write('loadavg', '0.52 0.58 0.59 1/467 12345\n')
    write('meminfo', 'MemTotal: 1000 kB\nMemAvailable: 500 kB\nActive(anon): 3 kB\nHugePages_Free: 4\nNovelty: 5 kB\nNovel_Count: 6\n')
    write('vmstat', 'pgpgin 1\npgfault 2\nnr_free_pages 3\noom_kill 4\n')
    write('diskstats', '   8 0 sda 1 2 30 4000 5 6 70 8000 9 10000 11000 12 13 14 15000 16 17000\n')
    write('self/net/dev', 'eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n')
    write('self/net/snmp', 'Tcp: MaxConn ActiveOpens\nTcp: -1 5\n')
    write('self/net/sockstat', 'sockets: used 9\nTCP: inuse 1 mem 2\n')
    write('self/net/softnet_stat', '0000000a 00000002 00000003 0 0 0 0 0 00000004 00000005 00000006 00000007 00000003\n')
    write('self/mountinfo', '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n')
    write('sys/kernel/domainname', '(none)\n')
    write('sys/fs/file-nr', '832\t0\t2466170\n')
    const series = await read(systemCollectors({ target: 'host', proc, sys: '/nowhere', root: undefined }))
    const value = (name: string, label = '') =>
      series.find((one) => one.name === name && (label === '' || Object.values(one.labels).includes(label)))?.value
    const expected = {
      node_load5: 0.58,
      node_intr_total: 77,
      node_forks_total: 9,
      node_memory_MemAvailable_bytes: 512_000,
      node_memory_Active_anon_bytes: 3072,
      node_memory_HugePages_Free: 4,
      node_memory_Novelty_bytes: 5120,
      node_memory_Novel_Count: 6,
      node_vmstat_oom_kill: 4,
      node_disk_reads_merged_total: 2,
      node_disk_read_bytes_total: 15_360,
      node_disk_read_time_seconds_total: 4,
      node_disk_writes_completed_total: 5,
      node_disk_written_bytes_total: 35_840,
      node_disk_write_time_seconds_total: 8,
      node_disk_io_now: 9,
      node_disk_io_time_seconds_total: 10,
      node_disk_io_time_weighted_seconds_total: 11,
      node_disk_discarded_sectors_total: 14,
      node_disk_discard_time_seconds_total: 15,
      node_disk_flush_requests_total: 16,
      node_disk_flush_requests_time_seconds_total: 17,
      node_network_receive_drop_total: 4,
      node_network_receive_multicast_total: 8,
      node_network_transmit_bytes_total: 9,
      node_network_transmit_drop_total: 12,
      node_network_transmit_carrier_total: 15,
      node_netstat_Tcp_MaxConn: -1,
      node_netstat_Tcp_ActiveOpens: 5,
      node_sockstat_sockets_used: 9,
      node_sockstat_TCP_inuse: 1,
      node_softnet_processed_total: 10,
      node_softnet_backlog_len: 7,
      node_filefd_allocated: 832,
      node_filefd_maximum: 2_466_170,
    }
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, value(name)]))).toEqual(expected)
    expect(value('node_cpu_guest_seconds_total', 'nice')).toBe(0.6)
    expect(series.find(({ name }) => name === 'node_softnet_processed_total')?.labels).toEqual({ cpu: '3' })
    expect(series.some(({ name }) => name === 'node_vmstat_nr_free_pages')).toBe(false)
  })
})

describe('/proc of this machine', () => {
  test('gives nothing that the catalogue does not declare, and what every Linux has', async () => {
    const series = await read(systemCollectors({ target: 'host', proc: '/proc', sys: '/sys' }, { processes: true }))
    const names = new Set(series.map(({ name }) => name))
    expect([...names].filter((name) => !(name in metrics) && !name.startsWith('node_memory_'))).toEqual([])
    expect(names.size).toBeGreaterThan(150)
    for (const { name, value } of series) expect(Number.isFinite(value), name).toBe(true)
    const memory = (name: string) => series.find((one) => one.name === name)?.value ?? 0
    expect(memory('node_memory_MemAvailable_bytes')).toBeLessThan(memory('node_memory_MemTotal_bytes'))
  })

  test('that is not there fails the collector with the file’s name', async () => {
    await expect(read(systemCollectors({ target: 'host', proc: '/nowhere', sys: '/nowhere' }))).rejects.toThrow('/nowhere/stat')
  })
})

describe('a counter of the kernel that steps back', () => {
  test('stays, unless it steps far, as after a restart of the CPU', () => {
    const monotone = createMonotone()
    expect([100, 99.5, 100.2, 5, 6].map((seconds) => monotone('0 idle', seconds))).toEqual([100, 100, 100.2, 5, 6])
    expect(monotone('1 idle', 1)).toBe(1)
  })
})

describe('a mount that hangs', () => {
  test('is left after a moment and not asked again until it answers', async () => {
    let asked = 0
    let answer: (size: typeof healthy) => void = () => {}
    const { measure } = createPatientMeasure((path) => {
      if (path !== '/hung') return Promise.resolve(healthy)
      asked += 1
      return new Promise((resolve) => {
        answer = resolve
      })
    }, 0.05)
    expect(await measure('/hung')).toEqual({ reason: 'timeout' })
    expect(await measure('/hung')).toEqual({ reason: 'timeout' })
    expect(asked).toBe(1)
    expect(await measure('/fine')).toEqual({ size: healthy })
    answer(healthy)
    await new Promise(setImmediate)
    void measure('/hung')
    expect(asked).toBe(2)
  })

  test('takes at most two worker threads from those that never answered, one more from those that did', async () => {
    const asked: string[] = []
    let works = true
    const { measure } = createPatientMeasure((path) => {
      asked.push(path)
      return works ? Promise.resolve(healthy) : never
    }, 0.02)
    for (const path of ['/x', '/y']) await measure(path)
    works = false
    const reasons = []
    for (const path of ['/a', '/b', '/c', '/x', '/y', '/b']) reasons.push(await measure(path))
    expect(reasons).toEqual(
      ['timeout', 'timeout', 'not asked, for others hang', 'timeout', 'not asked, for others hang', 'timeout'].map((reason) => ({
        reason,
      })),
    )
    expect(asked).toEqual(['/x', '/y', '/a', '/b', '/x'])
  })

  test('is reported as an error and leaves the others whole', async () => {
    writeFileSync(join(proc, 'self/mountinfo'), mountinfo('/good', '/hung', '/gone'))
    const measure = (path: string) =>
      path === '/good'
        ? Promise.resolve(healthy)
        : path === '/hung'
          ? never
          : Promise.reject(Object.assign(new Error('no'), { code: 'ENOENT' }))
    const series = await read([collectorOf({ target: 'host', proc, sys: '/sys' }, createFileSystems(measure))])
    const errors = series.filter(({ name }) => name === 'node_filesystem_device_error')
    expect(Object.fromEntries(errors.map(({ labels, value }) => [labels['mountpoint'], [value, labels['device_error']]]))).toEqual({
      '/good': [0, ''],
      '/hung': [1, 'timeout'],
      '/gone': [1, 'no such file or directory'],
    })
    expect(series.filter(({ name }) => name === 'node_filesystem_size_bytes')).toHaveLength(1)
  })
})

describe('a container that sees the machine below /machine', () => {
  test('measures the mounts and devices of the first process, under the names they have there', async () => {
    for (const folder of ['1/net', 'self/net']) mkdirSync(join(proc, folder), { recursive: true })
    writeFileSync(join(proc, 'self/mountinfo'), mountinfo('/own'))
    writeFileSync(join(proc, 'self/net/dev'), 'eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n')
    writeFileSync(join(proc, '1/mountinfo'), mountinfo('/', '/home'))
    writeFileSync(
      join(proc, '1/net/dev'),
      'veth12ab: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\nwan0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n',
    )
    const asked: string[] = []
    const measure = async (path: string) => {
      asked.push(path)
      return healthy
    }
    const source = { target: 'host', proc, sys: '/sys', root: '/machine', excludeDevices: /^veth/ }
    const series = await read([collectorOf(source, createFileSystems(measure)), collectorOf(source, network)])
    expect(asked).toEqual(['/machine/', '/machine/home'])
    expect(new Set(series.map(({ labels }) => labels['mountpoint'] ?? labels['device']))).toEqual(new Set(['/', '/home', 'wan0']))
  })
})
