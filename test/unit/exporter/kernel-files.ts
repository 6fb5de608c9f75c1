/** A folder of files as the kernels of other machines have them, made anew for each test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { createBuffer } from '../../../exporter/exposition/buffer.js'
import { renderPage } from '../../../exporter/exposition/page.js'
import { collectorOf, type Subject } from '../../../exporter/collectors/system/subject.js'
import { readPage } from '../../support/metrics-page.js'

/** Makes and removes the folder around each test of the file that calls it. */
export const kernelFiles = () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-kernel-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const root = (): string => folder
  const put = (files: Readonly<Record<string, string>>): void => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
  }
  const sourceOf = () => ({ target: 'host', proc: join(folder, 'proc'), sys: join(folder, 'sys'), root: folder })
  /** What a subject gives of them, each value by its `name{labels}`. */
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
  return { root, put, sourceOf, keysOf }
}
