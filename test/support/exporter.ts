/** An exporter in this process on a free port, and what its page says. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { serve, type RunningExporter } from '../../exporter/index.js'
import { readPage, type ReadSeries } from './metrics-page.js'

export interface ExporterUnderTest extends RunningExporter {
  /** Everything that it logged. */
  readonly log: () => string
}

/** Writes the text as `plimsoll.yaml` into a folder of its own and starts an exporter from it. */
export async function startExporter(yaml: string, environment: Readonly<Record<string, string>> = {}): Promise<ExporterUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-exporter-'))
  const configuration = join(folder, 'plimsoll.yaml')
  writeFileSync(configuration, yaml)
  const lines: string[] = []
  const logger = pino({}, { write: (line: string) => void lines.push(line) })
  try {
    const exporter = await serve({ configuration, port: 0, host: '127.0.0.1', environment, logger })
    return { ...exporter, log: () => lines.join('') }
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(`${folder}/`, '')
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The sentence with which the exporter refuses to start. */
export async function refusal(yaml: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const started = await startExporter(yaml, environment).catch((error: unknown) => error as Error)
  if (!(started instanceof Error)) {
    await started.close()
    throw new Error('the exporter started')
  }
  if (started.name !== 'UsageError') throw started
  return started.message
}

export interface ScrapedPage {
  readonly text: string
  readonly series: readonly ReadSeries[]
  readonly seconds: number
  /** The one value of a series with these labels, among others; undefined where it is not there. */
  readonly value: (name: string, labels?: Readonly<Record<string, string>>) => number | undefined
}

/** Reads /metrics as Prometheus does. */
export async function scrape(url: string, timeoutSeconds = 10): Promise<ScrapedPage> {
  const start = performance.now()
  const headers = { 'x-prometheus-scrape-timeout-seconds': String(timeoutSeconds) }
  const text = await (await fetch(`${url}/metrics`, { headers })).text()
  const seconds = (performance.now() - start) / 1000
  const series = readPage(text)
  const value = (name: string, labels: Readonly<Record<string, string>> = {}) => {
    const found = series.filter((one) => one.name === name && Object.entries(labels).every(([label, text]) => one.labels[label] === text))
    if (found.length > 1) throw new Error(`${name} ${JSON.stringify(labels)} names ${found.length} series`)
    return found[0]?.value
  }
  return { text, series, seconds, value }
}
