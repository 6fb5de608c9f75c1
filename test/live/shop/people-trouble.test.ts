import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { readdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secret } from '../../../configuration/index.js'
import { businessEvents, createInstruments, createLogger } from '../../../instrument/index.js'
import { createDatabase } from '../../../shop/database/database.js'
import { keepPeople } from '../../../shop/domain/people/upkeep.js'
import type { RunningShop } from '../../../shop/index.js'
import { createMailer } from '../../../shop/mail/mailer.js'
import { createUploadStore } from '../../../shop/uploads/store.js'
import { freePort } from '../../support/services.js'
import { callerOf, eventually, sample, startWorld, type World } from './support.js'

let world: World

const shopWith = async (options: Parameters<World['open']>[0], run: (shop: RunningShop) => Promise<void>): Promise<void> => {
  const shop = await world.open({ seedDays: 1, ...options })
  try {
    await run(shop)
  } finally {
    await shop.close()
  }
}

/** Opens an account and returns the session that it is signed in with. */
const signUp = async (url: string, name: string): Promise<string> => {
  const { session } = (await callerOf(url).post('/api/sessions')).body
  const email = `${name}@shop.example`
  const answer = await callerOf(url, session).post('/api/sign-up', { email, name, password: 'correct horse' })
  expect(answer.status).toBe(201)
  return session
}
const letters = (url: string, outcome: string) => sample(url, `shop_mails_total{kind="verification",outcome="${outcome}"}`)

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')
const upload = async (url: string, session: string, bytes: number) => {
  const headers = { 'x-session': session, 'content-type': 'image/png' }
  const answer = await fetch(`${url}/api/uploads`, {
    method: 'POST',
    headers,
    body: new Uint8Array(Buffer.concat([PNG, Buffer.alloc(bytes)])),
  })
  return { status: answer.status, body: (await answer.json()) as { error?: string } }
}

/** A file system of one megabyte at the folder; false where this user may mount none. */
const mountSmall = (folder: string): boolean => {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

beforeAll(async () => {
  world = await startWorld()
})
afterAll(async () => {
  await world?.stop()
})

describe('a disk that is full', () => {
  test('costs the upload and nothing else, is said in a sentence, and is over when there is room', async (context) => {
    const folder = join(world.dataFolder, 'small')
    if (!mountSmall(folder)) return context.skip('this user may not mount a file system')
    try {
      await shopWith({ dataFolder: folder }, async ({ url }) => {
        const session = await signUp(url, 'dinah')
        expect((await upload(url, session, 700_000)).status).toBe(201)
        const kept = await readdir(join(folder, 'uploads'))
        const full = await upload(url, session, 700_000)
        expect(full).toEqual({ status: 507, body: { error: "The shop's disk is full and your file was not kept; try again later." } })
        expect(await readdir(join(folder, 'uploads'))).toEqual(kept)
        expect(await sample(url, 'shop_uploads_total{outcome="full"}')).toBe(1)
        expect(await sample(url, 'shop_uploads_total{outcome="failed"}')).toBe(0)
        expect((await callerOf(url, session).get('/api/account')).status).toBe(200)
        await rm(join(folder, 'uploads', kept[0] ?? ''))
        expect((await upload(url, session, 700_000)).status).toBe(201)
        expect(await sample(url, 'shop_uploads_total{outcome="stored"}')).toBe(2)
      })
    } finally {
      execFileSync('umount', [folder])
    }
  })

  test('keeps no letter and no account from being opened', async (context) => {
    const folder = join(world.dataFolder, 'brimful')
    if (!mountSmall(folder)) return context.skip('this user may not mount a file system')
    try {
      await shopWith({ dataFolder: folder }, async ({ url }) => {
        try {
          writeFileSync(join(folder, 'filler'), Buffer.alloc(2_000_000))
        } catch {
          // full, as it was meant to be
        }
        await signUp(url, 'fiona')
        expect(
          await eventually(
            () => letters(url, 'failed'),
            (count) => count === 1,
            5,
          ),
        ).toBe(1)
        expect(await letters(url, 'sent')).toBe(0)
      })
    } finally {
      execFileSync('umount', [folder])
    }
  })

  test('is a folder that cannot be made: the shop says which and does not start', async () => {
    const file = join(world.dataFolder, 'a-file')
    writeFileSync(file, '')
    await expect(world.open({ dataFolder: file, seedDays: 1 })).rejects.toThrow(
      `The shop cannot make its folder ${join(file, 'uploads')} (ENOTDIR); name another one by SHOP_DATA_FOLDER.`,
    )
  })
})

describe('letters through a server', () => {
  test('arrive there with their subject and addressee, and not in the folder', async () => {
    const taken: string[] = []
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          taken.push(`${session.envelope.rcptTo.map(({ address }) => address).join()}\n${Buffer.concat(parts).toString()}`)
          done()
        })
      },
    })
    const port = await freePort()
    server.listen(port, '127.0.0.1')
    await once(server.server, 'listening')
    const dataFolder = join(world.dataFolder, 'by-server')
    await shopWith({ dataFolder, smtpUrl: secret(`smtp://127.0.0.1:${port}`) }, async ({ url }) => {
      await signUp(url, 'gerda')
      expect(
        await eventually(
          () => letters(url, 'sent'),
          (count) => count === 1,
          5,
        ),
      ).toBe(1)
    })
    await new Promise<void>((resolve) => server.close(() => resolve()))
    expect(taken).toHaveLength(1)
    expect(taken[0]).toMatch(/^gerda@shop\.example\n/)
    expect(taken[0]).toContain('Subject: Is this your address?')
    expect(await readdir(dataFolder)).toEqual(['uploads'])
  })

  test('that does not listen, or never answers, fail counted; the account is open all the same, and at once', async () => {
    const silent = await import('node:net').then(({ createServer }) => createServer(() => undefined).listen(0, '127.0.0.1'))
    await once(silent, 'listening')
    const address = silent.address()
    const silentPort = typeof address === 'object' && address ? address.port : 0
    for (const [port, name] of [
      [await freePort(), 'hanna'],
      [silentPort, 'heidi'],
    ] as const) {
      await shopWith({ smtpUrl: secret(`smtp://127.0.0.1:${port}`) }, async ({ url }) => {
        const startedAt = performance.now()
        await signUp(url, name)
        expect(performance.now() - startedAt).toBeLessThan(2500)
        expect(
          await eventually(
            () => letters(url, 'failed'),
            (count) => count === 1,
            10,
          ),
        ).toBe(1)
        expect(await letters(url, 'sent')).toBe(0)
      })
    }
    silent.close()
  })
})

describe('the upkeep', () => {
  test('sends samples that wait, and forgets what is old and nothing else', async () => {
    const [dataFolder, client] = [join(world.dataFolder, 'upkeep'), new Client({ connectionString: world.postgres.url })]
    await client.connect()
    await shopWith({ dataFolder }, async ({ url }) => {
      const session = await signUp(url, 'ursula')
      expect((await upload(url, session, 10)).status).toBe(201)
      for (const product of [41, 42]) await callerOf(url, session).post(`/api/products/${product}/samples`)
    })
    const { id } = (await client.query("select id from users where email = 'ursula@shop.example'")).rows[0]
    const count = async (text: string) => (await client.query(`select count(*)::int as count from ${text}`)).rows[0].count
    await client.query("update sample_requests set created_at = now() - interval '11 minutes' where product_id = 41 and user_id = $1", [id])
    const tries = `insert into sign_in_tries values ('old@x', 'a', 1, now() - interval '16 minutes'), ('new@x', 'a', 1, now())`
    await client.query(tries)
    await client.query("update verifications set created_at = now() - interval '49 hours'")
    const [kept] = await readdir(join(dataFolder, 'uploads'))
    for (const name of ['stray-old', 'stray-new', kept ?? '']) {
      if (name !== kept) writeFileSync(join(dataFolder, 'uploads', name), 'x')
      if (name !== 'stray-new') await utimes(join(dataFolder, 'uploads', name), 0, 0)
    }
    for (let index = 0; index < 505; index++) writeFileSync(join(dataFolder, 'mail', `1999-${1000 + index}.eml`), '')

    const instruments = createInstruments()
    const pool = new Pool({ connectionString: world.postgres.url })
    const logger = createLogger('test', { level: 'silent' })
    const mailer = createMailer({ folder: join(dataFolder, 'mail') }, businessEvents(instruments), logger)
    const services = { database: createDatabase(instruments, pool), mailer, uploads: createUploadStore(join(dataFolder, 'uploads')) }
    await keepPeople(services)
    await mailer.close()
    await mailer.tidy()
    await pool.end()

    const { rows } = await client.query('select product_id, status from sample_requests where user_id = $1 order by product_id', [id])
    expect(rows).toEqual([
      { product_id: 41, status: 'sent' },
      { product_id: 42, status: 'requested' },
    ])
    expect(await count("sign_in_tries where email = 'old@x'")).toBe(0)
    expect(await count("sign_in_tries where email = 'new@x'")).toBe(1)
    expect(await count('verifications')).toBe(0)
    expect((await readdir(join(dataFolder, 'uploads'))).toSorted()).toEqual([kept, 'stray-new'].toSorted())
    const letters = (await readdir(join(dataFolder, 'mail'))).toSorted()
    expect(letters).toHaveLength(500)
    expect(letters.at(-1)).toMatch(/^20/)
    await client.end()
  })
})
