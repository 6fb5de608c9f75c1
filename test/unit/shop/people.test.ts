import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { businessEvents, createInstruments, renderMetrics } from '../../../instrument/index.js'
import { createPasswords } from '../../../shop/domain/people/passwords.js'
import { RequestError } from '../../../shop/errors.js'
import { typeOf } from '../../../shop/uploads/types.js'
import { writeWhole } from '../../../shop/whole-file.js'

describe('a password', () => {
  test('matches its own hash alone, which is another one each time', async () => {
    const passwords = createPasswords()
    const [first, second] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')]
    expect(first).not.toBe(second)
    expect(await passwords.matches('correct horse', first)).toBe(true)
    expect(await passwords.matches('correct horsE', first)).toBe(false)
  })

  test('matches nothing where there is no hash', async () => {
    expect(await createPasswords().matches('', null)).toBe(false)
    expect(await createPasswords().matches('correct horse', undefined)).toBe(false)
  })

  test('is compared at the cost that its hash was made with', async () => {
    // scrypt('correct horse', sixteen zeros, 32, N=1024)
    const { scryptSync } = await import('node:crypto')
    const key = scryptSync('correct horse', Buffer.alloc(16), 32, { N: 1024, r: 8, p: 1 }).toString('base64url')
    expect(await createPasswords().matches('correct horse', `scrypt$1024$8$1$${'A'.repeat(22)}$${key}`)).toBe(true)
  })

  test('stored in another form is an error of ours, not a wrong password', async () => {
    await expect(createPasswords().matches('correct horse', '$2b$10$abcdefghijklmnopqrstuv')).rejects.toThrow(/not in the form/)
  })

  test('is one of a hundred and two that are worked on or wait; the next is turned away at once, and the others are not forgotten', async () => {
    const passwords = createPasswords()
    const hash = await passwords.hash('correct horse')
    const cheap = hash.replace('$16384$', '$2$')
    const answers = await Promise.allSettled(Array.from({ length: 110 }, () => passwords.matches('wrong horse', cheap)))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(102)
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []))
    expect(refused).toHaveLength(8)
    expect(refused[0]).toBeInstanceOf(RequestError)
    expect(refused[0]).toMatchObject({ status: 503 })
    expect(await passwords.matches('correct horse', hash)).toBe(true)
  })
})

describe('the type of a file', () => {
  test.each([
    ['89504e470d0a1a0a00', 'image/png'],
    ['ffd8ffe0', 'image/jpeg'],
    [Buffer.from('RIFF1234WEBPVP8 ').toString('hex'), 'image/webp'],
    [Buffer.from('%PDF-1.7').toString('hex'), 'application/pdf'],
    ['89504e47', undefined],
    [Buffer.from('RIFF1234WAVE').toString('hex'), undefined],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('hex'), undefined],
    [Buffer.from(' %PDF-1.7').toString('hex'), undefined],
    ['', undefined],
  ])('%s is %s', (hex, type) => expect(typeOf(Buffer.from(hex, 'hex'))).toBe(type))
})

describe('a file that is written whole', () => {
  test('takes the place of the one before', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'whole-')), 'below', 'file')
    await writeWhole(path, Buffer.from('one'))
    await writeWhole(path, Buffer.from('two'))
    expect(readFileSync(path, 'utf8')).toBe('two')
    expect(readdirSync(join(path, '..'))).toEqual(['file'])
  })

  test('that cannot be moved to its place leaves nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'whole-'))
    await writeWhole(join(folder, 'taken', 'file'), Buffer.from('one'))
    await expect(writeWhole(join(folder, 'taken'), Buffer.from('two'))).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['taken'])
  })

  test('below a file, and not a folder, is refused', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'whole-')), 'file')
    writeFileSync(file, '')
    await expect(writeWhole(join(file, 'below'), Buffer.from('x'))).rejects.toThrow(/ENOTDIR|EEXIST/)
  })
})

describe('a review', () => {
  test.each([0, 6, 4.5, Number.NaN])('of %d stars is no event, so that no label is made up', (stars) => {
    expect(() => businessEvents(createInstruments()).review(stars)).toThrow(RangeError)
  })
})

describe('what people do', () => {
  test('stands at 0 for every outcome before the first event, so that a rate has a value to start from', async () => {
    const instruments = createInstruments()
    businessEvents(instruments)
    const { body } = await renderMetrics(instruments)
    const values = (name: string) => body.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    const expected = {
      shop_sign_ups_total: 1,
      shop_sign_ins_total: 3,
      shop_messages_total: 1,
      shop_reviews_total: 5,
      shop_nps_answers_total: 3,
      shop_samples_requested_total: 1,
      shop_uploads_total: 4,
      shop_mails_total: 6,
    }
    for (const [name, series] of Object.entries(expected)) {
      expect(values(name), name).toHaveLength(series)
      expect(
        values(name).every((line) => line.endsWith(' 0')),
        name,
      ).toBe(true)
    }
  })
})
