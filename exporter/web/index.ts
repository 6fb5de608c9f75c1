/**
 * @module Who may read the exporter, and how: TLS, passwords and headers of a file in the format of exporter-toolkit.
 */
import { Server as SecureServer } from 'node:https'
import type { RequestListener, Server } from 'node:http'
import type { Middleware } from 'koa'
import type { Logger } from 'pino'
import type { Collector } from '../collector.js'
import { openWebConfiguration } from './current.js'
import { createPasswords } from './passwords.js'
import { protection } from './protection.js'
import { createWebServer, type WebServer } from './server.js'

/** The face of the exporter. */
export interface Web {
  /** Stands before every route; nothing where no file is named. */
  readonly protection: Middleware | undefined
  /** Fails while the file cannot be read. */
  readonly collectors: readonly Collector[]
  readonly serve: (listener: RequestListener) => WebServer
  readonly close: () => Promise<void>
}

const PLAIN: Web = {
  protection: undefined,
  collectors: [],
  serve: (listener) => createWebServer(() => undefined, listener),
  close: async () => {},
}

/**
 * Opens the web configuration file.
 *
 * @throws UsageError for its first mistake.
 */
export const openWeb = async (file: string | undefined, logger: Logger): Promise<Web> => {
  if (file === undefined) return PLAIN
  let server: Server | undefined
  const current = await openWebConfiguration(file, logger, ({ tls }) => {
    if (tls && server instanceof SecureServer) server.setSecureContext(tls.context)
  })
  const passwords = createPasswords()
  const collector: Collector = {
    name: 'web_configuration',
    target: 'exporter',
    collect: async () => {
      const error = current.error()
      if (error) throw error
    },
  }
  return {
    protection: protection(current, passwords),
    collectors: [collector],
    serve: (listener) => {
      const made = createWebServer(current.value, listener)
      server = made.server
      return made
    },
    close: async () => {
      await Promise.all([current.close(), passwords.close()])
    },
  }
}
