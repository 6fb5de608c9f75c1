import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { refusal, startExporter } from '../../support/exporter.js'
import { parseLocatedYaml } from '../../../configuration/index.js'
import { readMachine } from '../../../exporter/settings/machine.js'
import { readBackups, readTextfile, readUploads } from '../../../exporter/settings/folders.js'
import { configurationSchema } from '../../../exporter/settings/schema/index.js'

const located = (yaml: string) => parseLocatedYaml(yaml, { file: 'plimsoll.yaml', schema: configurationSchema, environment: {} })
const files = { environment: {}, complete: (path: string | undefined) => (path === undefined ? undefined : `/etc/${path}`) }

describe('the machine', () => {
  test('is read where the process sees it, without cables into containers and without what costs more', () => {
    expect(readMachine(located('system: {}'))).toEqual({
      name: 'host',
      proc: '/proc',
      sys: '/sys',
      root: undefined,
      excludeDevices: /^(veth|cali)/u,
      excludeMountpoints: undefined,
      processes: false,
      interrupts: false,
      connections: false,
      containers: false,
    })
    expect(readMachine(located('listen: {}'))).toBeUndefined()
  })

  test('is seen below a folder with its /sys, and an empty pattern excludes nothing', () => {
    const machine = readMachine(located('system: { root: /host, exclude_devices: "", exclude_mountpoints: "^/srv", processes: true }'))
    expect(machine).toMatchObject({ root: '/host', sys: '/host/sys', excludeMountpoints: /^\/srv/u, processes: true })
    expect(machine?.excludeDevices).toBeUndefined()
  })
})

describe('folders', () => {
  test('are relative to the file, with what is left away', () => {
    const written = located(
      'textfile: { directories: [a, a, b] }\nbackups: [{ name: shop, directory: c }]\nuploads: [{ name: images, directory: d, interval: 1h, uid: 5 }]',
    )
    expect(readTextfile(written, files)).toEqual({ directories: ['/etc/a', '/etc/b'] })
    expect(readBackups(written, files)).toEqual([{ name: 'shop', directory: '/etc/c', pattern: '*', restoreCheck: '.restore-check' }])
    expect(readBackups(located('backups: [{ name: shop, directory: "${GONE:-}" }]'), files)).toEqual([])
    expect(readUploads(written, files)).toEqual([
      { name: 'images', directory: '/etc/d', intervalSeconds: 3600, fileLimit: 200_000, writer: { uid: 5, gid: 5 } },
    ])
  })
})

describe('a mistake is one sentence with its place', () => {
  test.each([
    [
      'system: { exclude_devices: "(" }',
      'plimsoll.yaml:1: exclude_devices is no regular expression (/(/u: Unterminated group); write one such as ^(veth|cali).',
    ],
    [
      'backups:\n  - { name: a, directory: x }\n  - { name: a, directory: y }',
      'plimsoll.yaml:3: another of backups is named "a" too; give each its own name.',
    ],
    [
      'uploads:\n  - { name: a, directory: x }\n  - { name: a, directory: y }',
      'plimsoll.yaml:3: another of uploads is named "a" too; give each its own name.',
    ],
    [
      'backups: [{ name: a, directory: x, pattern: sub/* }]',
      'plimsoll.yaml:1: pattern names a folder; write the name of a file alone, and the folder under directory.',
    ],
  ])('%s', async (yaml, sentence) => {
    expect(await refusal(yaml)).toBe(sentence)
  })

  test.each([
    'textfile: { directories: [""] }',
    'backups: [{ name: a }]',
    'uploads: [{ name: a, directory: x, file_limit: 0 }]',
    'system: { processes: maybe }',
  ])('%s is refused', async (yaml) => {
    expect(await refusal(yaml)).toMatch(/^plimsoll\.yaml:1: /)
  })

  test('folders that are not there are no mistake: they may come', async () => {
    const exporter = await startExporter(
      'textfile: { directories: [gone] }\nbackups: [{ name: a, directory: gone }]\nuploads: [{ name: a, directory: gone }]',
    )
    const page = await (await fetch(`${exporter.url}/metrics`)).text()
    await exporter.close()
    expect(page).toContain('node_textfile_scrape_error 1\n')
    expect(page).toContain('upload_directory_writable{upload="a"} 0\n')
    expect(page).toContain('plimsoll_collector_success{collector="backup",target="a"} 0\n')
  })

  test('a file of metrics may use no name of ours, whoever of us gives it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-names-'))
    const names = [
      'node_load1',
      'process_cpu_seconds_total',
      'http_request_duration_seconds_bucket',
      'pg_settings_new',
      'node_memory_New_bytes',
      'support_tickets',
    ]
    for (const name of names) writeFileSync(join(folder, `${name}.prom`), `${name} 1\n`)
    writeFileSync(join(folder, 'free.prom'), 'node_custom 1\n')
    const exporter = await startExporter(
      `textfile: { directories: ['${folder}'] }
postgres: [{ name: shop, url: 'postgres://nobody@127.0.0.1:1/none' }]
queries:
  - name: tickets
    target: shop
    sql: SELECT 1 AS waiting
    metrics: [{ name: support_tickets, help: Tickets., type: gauge, value: waiting }]
`,
    )
    const page = await (await fetch(`${exporter.url}/metrics`)).text()
    await exporter.close()
    rmSync(folder, { recursive: true })
    expect(page.match(/^plimsoll_textfile_success\{.*0$/gm)).toHaveLength(names.length)
    expect(page).toContain('\nnode_custom 1\n')
    expect(page).not.toMatch(/^(node_load1|support_tickets|pg_settings_new) /m)
  })
})
