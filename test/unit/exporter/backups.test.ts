import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { inBackground } from '../../../exporter/collectors/background.js'
import { backupCollector, patternOf } from '../../../exporter/collectors/backups/index.js'
import { mayWrite, uploadSources } from '../../../exporter/collectors/uploads/index.js'
import { walk } from '../../../exporter/collectors/uploads/walk.js'
import type { Collector } from '../../../exporter/collector.js'
import { readPage } from '../../support/metrics-page.js'

const signal = new AbortController().signal
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-folders-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const valuesOf = async (collector: Collector) => {
  const into = createBuffer()
  await collector.collect(into, signal)
  const series = readPage(renderPage(into.families(), { standard: 5000, byMetric: new Map() }).text)
  return Object.fromEntries(series.map(({ name, value }) => [name, value]))
}

const put = (name: string, text: string, seconds: number) => {
  writeFileSync(join(folder, name), text)
  utimesSync(join(folder, name), seconds, seconds)
}
const shop = () => ({ name: 'shop', directory: folder, pattern: 'shop-*.dump', restoreCheck: '.restore-check' })

describe('a folder of backups', () => {
  test('tells of the newest, the one before and how many there are', async () => {
    put('shop-1.dump', 'x'.repeat(100), 1000)
    put('shop-3.dump', 'x'.repeat(300), 3000)
    put('shop-2.dump', 'x'.repeat(200), 2000)
    put('other.dump', 'x', 9000)
    expect(await valuesOf(backupCollector(shop()))).toEqual({
      backup_files: 3,
      backup_last_success_timestamp_seconds: 3000,
      backup_last_size_bytes: 300,
      backup_previous_size_bytes: 200,
    })
  })

  test('takes nothing for a backup that is unfinished, empty, a link or a folder', async () => {
    put('shop-1.dump', 'whole', 1000)
    put('shop-2.dump', '', 2000)
    put('shop-3.dump.part', 'half', 3000)
    symlinkSync('/etc/hostname', join(folder, 'shop-4.dump'))
    mkdirSync(join(folder, 'shop-5.dump'))
    expect(await valuesOf(backupCollector({ ...shop(), pattern: 'shop-*' }))).toEqual({
      backup_files: 2,
      backup_last_success_timestamp_seconds: 1000,
      backup_last_size_bytes: 5,
    })
  })

  test.each([
    ['ok\n', 1],
    ['', 1],
    ['failed: relation "orders" is missing\n', 0],
    ['ERROR', 0],
    ['0', 0],
  ])('with a check by restoring that left %j says %d', async (text, success) => {
    put('.restore-check', text, 5000)
    expect(await valuesOf(backupCollector(shop()))).toEqual({
      backup_files: 0,
      backup_restore_check_timestamp_seconds: 5000,
      backup_restore_check_success: success,
    })
  })

  test('that is not there fails its collector', async () => {
    await expect(valuesOf(backupCollector({ ...shop(), directory: join(folder, 'gone') }))).rejects.toThrow('ENOENT')
  })

  test.each([
    ['*', 'anything', true],
    ['shop-*.dump', 'shop-.dump', true],
    ['shop-*.dump', 'shop-1.dump.gz', false],
    ['shop-?.dump', 'shop-12.dump', false],
    ['a.c', 'abc', false],
    ['[a](b)+', '[a](b)+', true],
  ])('pattern %s takes %s: %s', (pattern, name, taken) => {
    expect(patternOf(pattern).test(name)).toBe(taken)
  })
})

describe('a folder of uploads', () => {
  const tree = () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true })
    put('one', '12345', 1)
    put('a/two', '123', 1)
    put('a/b/three', '12', 1)
    symlinkSync(folder, join(folder, 'a/loop'))
  }

  test('is counted in the background, without following links', async () => {
    tree()
    const [source] = uploadSources({
      uploads: [{ name: 'images', directory: folder, intervalSeconds: 60, fileLimit: 100, writer: undefined }],
    })
    const collector = source?.collectors[0]
    if (!collector) throw new Error('no collector')
    const first = await valuesOf(collector)
    expect(first['upload_directory_writable']).toBe(1)
    expect(first['upload_directory_free_bytes']).toBeGreaterThan(0)
    expect(first['upload_directory_files']).toBeUndefined()
    await expect.poll(async () => (await valuesOf(collector))['upload_directory_files']).toBe(3)
    const then = await valuesOf(collector)
    expect([then['upload_directory_size_bytes'], then['upload_directory_walk_complete']]).toEqual([10, 1])
    await source?.close?.()
  })

  test('is counted up to its bound, and says so', async () => {
    tree()
    for (let index = 0; index < 500; index += 1) put(`file-${index}`, 'x', 1)
    const found = await walk(folder, 50, signal)
    expect(found.files).toBeLessThanOrEqual(50)
    expect(found.complete).toBe(false)
  })

  test('that went away fails its collector, and is not writable', async () => {
    const [source] = uploadSources({
      uploads: [{ name: 'images', directory: join(folder, 'gone'), intervalSeconds: 60, fileLimit: 100, writer: undefined }],
    })
    const into = createBuffer()
    const collector = source?.collectors[0]
    await expect(collector?.collect(into, signal)).rejects.toThrow('ENOENT')
    collector?.collectFailed?.(into)
    expect(readPage(renderPage(into.families(), { standard: 10, byMetric: new Map() }).text)).toEqual([
      { name: 'upload_directory_writable', labels: { upload: 'images' }, value: 0 },
    ])
  })

  test('is judged by the rights of who writes', async () => {
    chmodSync(folder, 0o750)
    const owned = { mode: 0o40_750, uid: 1000, gid: 2000 }
    expect(mayWrite(owned, { uid: 1000, gid: 1 })).toBe(true)
    expect(mayWrite(owned, { uid: 5, gid: 2000 })).toBe(false)
    expect(mayWrite({ ...owned, mode: 0o40_770 }, { uid: 5, gid: 2000 })).toBe(true)
    expect(mayWrite({ ...owned, mode: 0o40_777 }, { uid: 5, gid: 6 })).toBe(true)
    expect(mayWrite({ ...owned, mode: 0o40_077 }, { uid: 1000, gid: 6 })).toBe(false)
    expect(mayWrite(owned, { uid: 0, gid: 0 })).toBe(true)
  })
})

describe('work in the background', () => {
  test('is done once at a time, anew after its interval, and never for nobody', async () => {
    let runs = 0
    const background = inBackground(0.05, async () => {
      runs += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
      return runs
    })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(runs).toBe(0)
    expect([background.latest(), background.latest()]).toEqual([undefined, undefined])
    await expect.poll(() => background.latest()).toBe(1)
    await expect.poll(() => background.latest()).toBe(2)
    await background.stop()
    const after = runs
    background.latest()
    expect(runs).toBe(after)
  })

  test('throws what it threw, until it works again', async () => {
    let runs = 0
    const background = inBackground(0.02, async () => {
      runs += 1
      if (runs === 1) throw new Error('not today')
      return runs
    })
    background.latest()
    await new Promise(setImmediate)
    expect(() => background.latest()).toThrow('not today')
    await expect
      .poll(() => {
        try {
          return background.latest()
        } catch {
          return undefined
        }
      })
      .toBe(2)
    await background.stop()
  })
})
