import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { metrics, system } from '../../../definition/catalogue/index.js'
import { createMonotone, parseStatistics } from '../../../exporter/collectors/system/cpu.js'
import { parseDisks } from '../../../exporter/collectors/system/disk.js'
import { createPatientMeasure, filesystemCollector } from '../../../exporter/collectors/system/filesystem.js'
import { systemCollectors } from '../../../exporter/collectors/system/index.js'
import { parseMemory } from '../../../exporter/collectors/system/memory.js'
import { isMeasured, parseMounts } from '../../../exporter/collectors/system/mounts.js'
import { networkCollector, parseNetwork } from '../../../exporter/collectors/system/network.js'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { readPage } from '../../support/metrics-page.js'

const signal = new AbortController().signal
const proc = mkdtempSync(join(tmpdir(), 'plimsoll-proc-'))
afterAll(() => rmSync(proc, { recursive: true, force: true }))

const never = new Promise<never>(() => {})
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
    expect(Object.fromEntries(memory)).toEqual({ MemTotal: 25_276_502_016, 'Active(anon)': 12_288, HugePages_Total: 3 })
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
      '/dev/sda1 / ext4 rw,errors=remount-ro 0 0\n//srv/my\\040share /mnt/my\\040share cifs rw 0 0\n/dev/sdb1 /data ext4 rw 0 0\n/dev/sdc1 /data xfs ro,noatime 0 0\n',
    )
    expect(mounts).toEqual([
      { device: '/dev/sda1', mountpoint: '/', fstype: 'ext4', readonly: false },
      { device: '//srv/my share', mountpoint: '/mnt/my share', fstype: 'cifs', readonly: false },
      { device: '/dev/sdc1', mountpoint: '/data', fstype: 'xfs', readonly: true },
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
    expect(isMeasured({ device: 'x', fstype, mountpoint, readonly: false })).toBe(measured)
  })

  test('a page of it is complete and exact', async () => {
    const write = (file: string, text: string) => writeFileSync(join(proc, file), text)
    for (const folder of ['net', 'self', 'sys/kernel']) mkdirSync(join(proc, folder), { recursive: true })
    write('stat', 'cpu0 100 1 2 3000 4 5 6 7 50 0\nctxt 42\nbtime 1700000000\nprocs_running 3\nprocs_blocked 1\n')
    write('loadavg', '0.52 0.58 0.59 1/467 12345\n')
    write(
      'meminfo',
      'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 500 kB\nBuffers: 1 kB\nCached: 2 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n',
    )
    write('diskstats', '   8 0 sda 1 2 30 4000 5 6 70 8000 9 10000 11\n')
    write('net/dev', 'eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n')
    write('self/mounts', '/dev/sda1 / ext4 rw 0 0\n')
    write('sys/kernel/domainname', '(none)\n')
    const series = await read(systemCollectors({ target: 'host', proc }))
    const value = (name: string) => series.find((one) => one.name === name)?.value
    expect(value('node_load5')).toBe(0.58)
    expect(value('node_memory_MemAvailable_bytes')).toBe(512_000)
    expect(value('node_disk_read_bytes_total')).toBe(15_360)
    expect(value('node_disk_read_time_seconds_total')).toBe(4)
    expect(value('node_disk_writes_completed_total')).toBe(5)
    expect(value('node_disk_written_bytes_total')).toBe(35_840)
    expect(value('node_disk_write_time_seconds_total')).toBe(8)
    expect(value('node_disk_io_time_seconds_total')).toBe(10)
    expect(value('node_network_receive_drop_total')).toBe(4)
    expect(value('node_network_transmit_bytes_total')).toBe(9)
    expect(value('node_network_transmit_drop_total')).toBe(12)
    expect(new Set(series.map(({ name }) => name))).toEqual(new Set(Object.keys(system)))
  })
})

describe('/proc of this machine', () => {
  test('gives every metric of the machine that the catalogue declares', async () => {
    const series = await read(systemCollectors({ target: 'host', proc: '/proc' }))
    expect([...new Set(series.map(({ name }) => name))].sort()).toEqual(Object.keys(system).sort())
    for (const { name, value } of series) expect(Number.isFinite(value) && value >= 0, name).toBe(true)
    const memory = (name: string) => series.find((one) => one.name === name)?.value ?? 0
    expect(memory('node_memory_MemAvailable_bytes')).toBeLessThan(memory('node_memory_MemTotal_bytes'))
    expect(Object.keys(metrics)).toContain('node_load1')
  })

  test('that is not there fails the collector with the file’s name', async () => {
    await expect(read(systemCollectors({ target: 'host', proc: '/nowhere' }))).rejects.toThrow('/nowhere/stat')
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
    const measure = createPatientMeasure((path) => {
      if (path !== '/hung') return Promise.resolve(healthy)
      asked += 1
      return new Promise((resolve) => {
        answer = resolve
      })
    }, 0.05)
    expect(await measure('/hung')).toBeUndefined()
    expect(await measure('/hung')).toBeUndefined()
    expect(asked).toBe(1)
    expect(await measure('/fine')).toEqual(healthy)
    answer(healthy)
    await Promise.resolve()
    await new Promise(setImmediate)
    void measure('/hung')
    expect(asked).toBe(2)
  })

  test('takes at most two worker threads', async () => {
    const asked: string[] = []
    const measure = createPatientMeasure((path) => {
      asked.push(path)
      return never
    }, 0.02)
    for (const path of ['/a', '/b', '/c', '/d']) expect(await measure(path)).toBeUndefined()
    expect(asked).toEqual(['/a', '/b'])
  })

  test('is reported as an error and leaves the others whole', async () => {
    writeFileSync(join(proc, 'self/mounts'), '/dev/a /good ext4 rw 0 0\n/dev/b /hung ext4 rw 0 0\n/dev/c /gone ext4 rw 0 0\n')
    const measure = (path: string) =>
      path === '/good' ? Promise.resolve(healthy) : path === '/hung' ? never : Promise.reject(new Error('ENOENT'))
    const series = await read([filesystemCollector({ target: 'host', proc }, measure)])
    const errors = series.filter(({ name }) => name === 'node_filesystem_device_error')
    expect(Object.fromEntries(errors.map(({ labels, value }) => [labels['mountpoint'], value]))).toEqual({
      '/good': 0,
      '/hung': 1,
      '/gone': 1,
    })
    expect(series.filter(({ name }) => name === 'node_filesystem_size_bytes')).toHaveLength(1)
  })
})

describe('a container that sees the machine below /host/root', () => {
  test('measures the mounts and devices of the first process, under the names they have there', async () => {
    for (const folder of ['1/net', 'self', 'net']) mkdirSync(join(proc, folder), { recursive: true })
    writeFileSync(join(proc, 'self/mounts'), 'overlay / overlay ro 0 0\n')
    writeFileSync(join(proc, 'net/dev'), 'eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n')
    writeFileSync(join(proc, '1/mounts'), '/dev/a / ext4 rw 0 0\n/dev/b /home ext4 rw 0 0\n')
    writeFileSync(join(proc, '1/net/dev'), 'wan0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n')
    const asked: string[] = []
    const measure = async (path: string) => {
      asked.push(path)
      return healthy
    }
    const source = { target: 'host', proc, root: '/host/root' }
    const series = await read([filesystemCollector(source, measure), networkCollector(source)])
    expect(asked).toEqual(['/host/root/', '/host/root/home'])
    expect(new Set(series.map(({ labels }) => labels['mountpoint'] ?? labels['device']))).toEqual(new Set(['/', '/home', 'wan0']))
  })
})
