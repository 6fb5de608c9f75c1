import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { UsageError } from '../../configuration/index.js'
import { readWebConfiguration, type WebConfiguration } from './configuration.js'

const LOOK_SECONDS = 1

/** The web configuration as its files say it now. */
export interface CurrentWeb {
  readonly value: () => WebConfiguration
  /** Why the files cannot be read now; what they said before holds until they can. */
  readonly error: () => Error | undefined
  readonly close: () => Promise<void>
}

const signatureOf = async (files: readonly string[]): Promise<string> => {
  const parts = files.map(async (file) => {
    const found = await stat(file).catch(() => undefined)
    return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : 'none'
  })
  return (await Promise.all(parts)).join('\n')
}

/** @throws UsageError for what an open port cannot change any more. */
const refuseOtherKind = (before: WebConfiguration, after: WebConfiguration, file: string): void => {
  if ((before.tls === undefined) === (after.tls === undefined) && before.tls?.client === after.tls?.client) return
  throw new UsageError(
    `${file}: whether TLS is spoken and clients need certificates is settled when the port opens; start the exporter anew.`,
  )
}

/**
 * Reads the file and looks every second whether it or a file that it names has changed, so that certificates and users
 * change without a restart. A file that cannot be read changes nothing: the exporter of a system in trouble stays
 * reachable, and the collector `web_configuration` fails until the file is mended.
 *
 * @param onChange is told of what is read anew.
 * @throws UsageError for the first mistake when the exporter starts.
 */
export const openWebConfiguration = async (
  file: string,
  logger: Logger,
  onChange: (configuration: WebConfiguration) => void,
): Promise<CurrentWeb> => {
  let value = readWebConfiguration(file)
  let seen = await signatureOf(value.files)
  let error: Error | undefined
  const stop = new AbortController()

  const look = async (): Promise<void> => {
    const signature = await signatureOf(value.files)
    if (signature === seen) return
    seen = signature
    try {
      const fresh = readWebConfiguration(file)
      refuseOtherKind(value, fresh, file)
      onChange(fresh)
      value = fresh
      seen = await signatureOf(value.files)
      error = undefined
      logger.info('the web configuration is read anew')
    } catch (problem) {
      error = problem instanceof Error ? problem : new Error(String(problem))
      logger.error({ reason: error.message }, 'the web configuration cannot be read anew; what it said before holds')
    }
  }

  const watching = (async () => {
    while (!stop.signal.aborted) {
      await sleep(LOOK_SECONDS * 1000, undefined, { signal: stop.signal, ref: false }).catch(() => {})
      if (!stop.signal.aborted) await look()
    }
  })()
  const close = async (): Promise<void> => {
    stop.abort()
    await watching
  }
  return { value: () => value, error: () => error, close }
}
