import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import { reveal, type Secret } from '../../configuration/index.js'
import type { BusinessEvents } from '../../instrument/index.js'
import { writeWhole } from '../whole-file.js'

export interface Letter {
  readonly kind: Parameters<BusinessEvents['mail']>[0]
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
}

export interface Mailer {
  /** Sends the letter when the caller is done; one that fails is counted and logged, and fails nobody. */
  readonly post: (letter: Letter) => void
  /** Throws the oldest letters of the folder away. */
  readonly tidy: () => Promise<void>
  /** Waits for the letters under way. */
  readonly close: () => Promise<void>
}

interface Carrier {
  readonly carry: (message: Message) => Promise<void>
  readonly close: () => void
}

type Message = Omit<Letter, 'kind'> & { readonly from: string }

export interface MailOptions {
  /** Where letters are left as files *.eml while no server is named. */
  readonly folder: string
  /** An SMTP server, such as smtp://127.0.0.1:1025; may hold a password. */
  readonly smtpUrl?: Secret
}

const FROM = 'Demo shop <shop@shop.example>'
/** Letters under way at a time; a server that hangs must not fill the memory with them. */
const UNDER_WAY = 100
const KEPT_FILES = 500
const SMTP = {
  pool: true,
  maxConnections: 2,
  connectionTimeout: 3000,
  greetingTimeout: 3000,
  socketTimeout: 5000,
  dnsTimeout: 3000,
} as const

const toServer = (url: string): Carrier => {
  const transport = createTransport({ ...SMTP, url })
  return {
    carry: async (message) => {
      await transport.sendMail({ ...message })
    },
    close: () => transport.close(),
  }
}

const toFolder = (folder: string): Carrier => {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return {
    carry: async (message) => {
      const { message: content } = await transport.sendMail({ ...message })
      const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomBytes(4).toString('hex')}.eml`
      if (!Buffer.isBuffer(content)) throw new TypeError('the letter was not given as a buffer')
      await writeWhole(join(folder, name), content)
    },
    close: () => undefined,
  }
}

const tidy = async (folder: string): Promise<void> => {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).toSorted()
  await Promise.all(names.slice(0, -KEPT_FILES).map((name) => rm(join(folder, name), { force: true })))
}

/** Sends the shop's letters to a server, or leaves them as files where a person can read them. */
export const createMailer = ({ folder, smtpUrl }: MailOptions, events: BusinessEvents, logger: Logger): Mailer => {
  const carrier = smtpUrl ? toServer(reveal(smtpUrl)) : toFolder(folder)
  const underWay = new Set<Promise<void>>()
  const send = async ({ kind, ...letter }: Letter): Promise<void> => {
    try {
      if (underWay.size >= UNDER_WAY) throw new Error(`${UNDER_WAY} letters are under way already`)
      await carrier.carry({ ...letter, from: FROM })
      events.mail(kind, 'sent')
    } catch (error) {
      events.mail(kind, 'failed')
      logger.warn({ err: error, kind }, 'a letter was not sent')
    }
  }
  return Object.freeze({
    post: (letter) => {
      const sending = send(letter).finally(() => underWay.delete(sending))
      underWay.add(sending)
    },
    tidy: () => tidy(folder),
    close: async () => {
      await Promise.all(underWay)
      carrier.close()
    },
  } satisfies Mailer)
}
