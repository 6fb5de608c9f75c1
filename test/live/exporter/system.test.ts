/** The machine itself, with mounts that hang for real, and the text files that node_exporter reads too. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readText } from '../../../bench/peers/page.js'
import { peerPrograms } from '../../../bench/peers/programs.js'
import { startPeer } from '../../../bench/peers/start.js'
import type { Collector } from '../../../exporter/collector.js'
import { systemCollectors } from '../../../exporter/collectors/system/index.js'
import { portableSource } from '../../../exporter/collectors/system/portable/index.js'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { scrape, startExporter, type ExporterUnderTest } from '../../support/exporter.js'
import { readPage } from '../../support/metrics-page.js'
import { startRedis } from '../../support/services.js'

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-system-'))
const exporters: ExporterUnderTest[] = []
afterAll(async () => {
  await Promise.all(exporters.map(({ close }) => close()))
  rmSync(folder, { recursive: true, force: true })
})

const start = async (yaml: string): Promise<ExporterUnderTest> => {
  const exporter = await startExporter(yaml)
  exporters.push(exporter)
  return exporter
}

/** A file system in user space whose program never answers: whoever asks it waits until the program ends. */
const hang = async (mountpoint: string): Promise<ChildProcess> => {
  mkdirSync(mountpoint)
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0'
  const script = `exec 3<>/dev/fuse; mount -i -t fuse -o ${options} silent "$1" && echo mounted && exec sleep 60`
  const silent = spawn('sh', ['-c', script, 'sh', mountpoint], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve, reject) => {
    silent.stdout.once('data', resolve)
    silent.once('exit', (code) => reject(new Error(`mount ended with ${code}`)))
  })
  return silent
}

const mayMount = process.getuid?.() === 0 && existsSync('/dev/fuse') && readFileSync('/proc/filesystems', 'utf8').includes('\tfuse\n')

describe.skipIf(!mayMount)('mounts that hang for good', () => {
  const points = ['one', 'two', 'three'].map((name) => join(folder, name))
  const silent: ChildProcess[] = []
  beforeAll(async () => {
    for (const point of points) silent.push(await hang(point))
  })
  const release = () => {
    for (const one of silent) one.kill('SIGKILL')
    for (const point of points) spawnSync('umount', ['-l', point])
  }
  afterAll(release)

  test('do not keep the process from ending when it is told to', async () => {
    const configuration = join(folder, 'plimsoll.yaml')
    writeFileSync(configuration, 'listen: { host: 127.0.0.1, port: 0 }\nsystem: {}\n')
    const program = join(import.meta.dirname, '../../../dist/cli/main.js')
    const serving = spawn(process.execPath, [program, 'serve', '--config', configuration, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = new Promise<string>((resolve) => void serving.once('exit', (code, signal) => resolve(String(signal ?? code))))
    const line = await new Promise<string>((resolve) => void serving.stdout.once('data', (data: Buffer) => resolve(String(data))))
    expect((await scrape((JSON.parse(line) as { readonly url: string }).url)).value('node_load1')).toBeDefined()
    const start = performance.now()
    serving.kill('SIGTERM')
    expect(await ended).toBe('SIGTERM')
    expect(performance.now() - start).toBeLessThan(4000)
  })

  test('cost the first page two seconds and the next ones nothing; all else on it is whole', async () => {
    writeFileSync(join(folder, 'job.prom'), 'job_done 1\n')
    const { url } = await start(`system: {}\ntextfile: { directories: ['${folder}'] }\n`)
    const first = await scrape(url)
    expect(first.seconds).toBeLessThan(4)
    for (const page of [first, await scrape(url)]) {
      const errors = points.map((mountpoint) => page.value('node_filesystem_device_error', { mountpoint, fstype: 'fuse' }))
      expect(errors).toEqual([1, 1, 1])
      expect(page.value('node_filesystem_device_error', { mountpoint: '/' })).toBe(0)
      expect(page.value('node_filesystem_avail_bytes', { mountpoint: '/' })).toBeGreaterThan(0)
      expect(page.value('plimsoll_collector_success', { collector: 'system_filesystem' })).toBe(1)
      expect(page.value('node_scrape_collector_success', { collector: 'filesystem' })).toBe(1)
      expect(page.value('job_done')).toBe(1)
    }
    expect((await scrape(url)).seconds).toBeLessThan(1)

    release()
    await expect
      .poll(async () => (await scrape(url)).series.filter(({ name, value }) => name === 'node_filesystem_device_error' && value === 1))
      .toEqual([])
  })
})

describe('beside the real node_exporter', () => {
  test('text files give the same series, and each of us refuses the same files', async () => {
    const texts = mkdtempSync(join(folder, 'texts-'))
    const write = (name: string, text: string) => writeFileSync(join(texts, name), text)
    write(
      'jobs.prom',
      '# HELP jobs_total Jobs, by "name" and \\\\.\n# TYPE jobs_total counter\njobs_total{name="a\\"\\\\\\n"} 3\njobs_total{name="ü"} 1e-9\n',
    )
    write(
      'kinds.prom',
      '# TYPE size histogram\nsize_bucket{le="1"} 2\nsize_bucket{le="+Inf"} 3\nsize_sum 4.5\nsize_count 3\n# TYPE wait summary\nwait{quantile="0.5"} 1\nwait_sum 2\nwait_count 3\n',
    )
    write('odd.prom', 'free NaN\nendless +Inf\n\n# a remark\nspaced  {  a = "1" , }   -7.5e+3\n')
    const refused: Readonly<Record<string, string>> = {
      'cut.prom': 'cut 1',
      'time.prom': 'timed 1 1700000000000\n',
      'word.prom': 'word one\n',
      'quote.prom': 'quote{a="1} 1\n',
      'type.prom': '# TYPE typed stateset\ntyped 1\n',
      'late.prom': 'late 1\n# TYPE late gauge\n',
      'twice.prom': '# TYPE twice gauge\n# TYPE twice gauge\ntwice 1\n',
      'label.prom': 'label{a="1",a="2"} 1\n',
      'windows.prom': 'windows 1\r\n',
    }
    for (const [name, text] of Object.entries(refused)) write(name, text)
    const { node } = await peerPrograms(() => {})
    const peer = await startPeer(node, {
      folder,
      args: (address) => [
        `--web.listen-address=${address}`,
        '--collector.disable-defaults',
        '--collector.textfile',
        `--collector.textfile.directory=${texts}`,
      ],
    })
    try {
      const keys = (text: string) =>
        readPage(text)
          .filter(({ name }) =>
            /^(jobs|size|wait|free|endless|spaced|node_textfile|cut|timed|word|quote|typed|late|twice|label|windows)/.test(name),
          )
          .map(
            ({ name, labels, value }) => `${name}${JSON.stringify(Object.entries(labels).sort())} ${name.includes('mtime') ? '' : value}`,
          )
          .sort()
      const theirs = keys(await readText(peer.url))
      const { url } = await start(`textfile: { directories: ['${texts}'] }\n`)
      expect(keys((await scrape(url)).text)).toEqual(theirs)
      expect(theirs).toContain('node_textfile_scrape_error[] 1')
    } finally {
      await peer.stop()
    }
  })
})

describe('systeminformation, for platforms without /proc', () => {
  test('gives the figures of /proc under the same names', { retry: 2 }, async () => {
    const source = { target: 'host', proc: '/proc', sys: '/sys' }
    const { collectors, close } = portableSource(source)
    const read = async (all: readonly Collector[]) => {
      const into = createBuffer()
      for (const collector of all) await collector.collect(into, AbortSignal.timeout(5000))
      const series = readPage(renderPage(into.families(), { standard: 5000, byMetric: new Map() }).text)
      return new Map(
        series.map(({ name, labels, value }) => [
          `${name}${JSON.stringify(
            Object.entries(labels)
              .filter(([, text]) => text !== '')
              .sort(),
          )}`,
          value,
        ]),
      )
    }
    await expect
      .poll(async () => [...(await read(collectors)).keys()].some((key) => key.startsWith('node_dmi_info')), { timeout: 20_000 })
      .toBe(true)
    const [theirs, ours] = [await read(collectors), await read(systemCollectors(source))]
    await close?.()
    const shared = [...theirs.keys()].filter((key) => ours.has(key))
    const names = new Set(shared.map((key) => key.replace(/[[{].*/, '')))
    for (const name of ['cpu_seconds_total', 'load1', 'memory_MemTotal_bytes', 'filesystem_size_bytes', 'network_receive_bytes_total']) {
      expect(names).toContain(`node_${name}`)
    }
    // both were read within a second or two of a machine at work
    const apart = shared.filter((key) => {
      const [one, other] = [theirs.get(key) ?? 0, ours.get(key) ?? 0]
      return Math.abs(one - other) > Math.max(Math.abs(other) * 0.1, key.includes('bytes') ? 256e6 : 5)
    })
    expect(apart).toEqual([])
  })
})

const engineAnswers = existsSync('/var/run/docker.sock') && spawnSync('docker', ['info'], { timeout: 10_000 }).status === 0

describe.runIf(process.env['PLIMSOLL_TEST_SERVICES'] === 'containers' && engineAnswers)('containers', () => {
  test('are read in the background, under the names that cAdvisor gives', { timeout: 60_000 }, async () => {
    const cache = await startRedis()
    try {
      const { url } = await start('system: { containers: true }\n')
      await expect
        .poll(async () => (await scrape(url)).series.filter(({ name }) => name === 'container_last_seen').length, { timeout: 30_000 })
        .toBeGreaterThan(0)
      const { series, value } = await scrape(url)
      const id =
        series.find(({ name, labels }) => name === 'container_last_seen' && /redis/.test(labels['image'] ?? ''))?.labels['id'] ?? ''
      expect(id).toMatch(/^\/docker\/[0-9a-f]{64}$/)
      expect(value('container_cpu_usage_seconds_total', { id, cpu: 'total' })).toBeGreaterThan(0)
      expect(value('container_memory_usage_bytes', { id })).toBeGreaterThan(1e6)
      expect(value('container_memory_working_set_bytes', { id })).toBeGreaterThan(1e6)
      expect(value('container_spec_memory_limit_bytes', { id })).toBeGreaterThanOrEqual(0)
      expect(value('container_restarts_total', { id })).toBe(0)
      expect(value('container_network_receive_bytes_total', { id, interface: 'eth0' })).toBeGreaterThan(0)
      expect(value('plimsoll_collector_success', { collector: 'containers' })).toBe(1)
    } finally {
      await cache.stop()
    }
  })
})

describe('a page of everything that is read without a server', () => {
  test('names each thing once, fails each thing alone, and keeps within its time', async () => {
    for (const name of ['dumps', 'images']) mkdirSync(join(folder, name))
    writeFileSync(join(folder, 'dumps/shop.dump'), 'x'.repeat(1000))
    const { url } = await start(
      [
        'system: { processes: true, exclude_devices: "^lo$" }',
        'backups:',
        `  - { name: shop, directory: '${join(folder, 'dumps')}' }`,
        `  - { name: gone, directory: '${join(folder, 'gone')}' }`,
        `uploads: [{ name: images, directory: '${join(folder, 'images')}' }]`,
        '',
      ].join('\n'),
    )
    const { text, value, series, seconds } = await scrape(url)
    expect(seconds).toBeLessThan(3)
    expect(value('backup_last_size_bytes', { backup: 'shop' })).toBe(1000)
    expect(value('plimsoll_collector_success', { collector: 'backup', target: 'gone' })).toBe(0)
    expect(value('plimsoll_collector_success', { collector: 'backup', target: 'shop' })).toBe(1)
    expect(value('upload_directory_writable', { upload: 'images' })).toBe(1)
    expect(value('node_network_receive_bytes_total', { device: 'lo' })).toBeUndefined()
    expect(value('node_processes_pids')).toBeGreaterThan(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length / 2)
    const types = text.split('\n').filter((line) => line.startsWith('# TYPE '))
    expect(new Set(types).size).toBe(types.length)
    const failed = series.filter(({ name, value: one }) => name === 'plimsoll_collector_success' && one === 0)
    expect(failed.map(({ labels }) => labels['target'])).toEqual(['gone'])
  })
})
