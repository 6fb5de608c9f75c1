import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { reveal, UsageError } from '../../../configuration/index.js'
import { keepingOf, readShopOptions } from '../../../shop/settings.js'
import { readTrafficSettings } from '../../../shop/traffic/options.js'

const needed = { DATABASE_URL: 'postgres://shop:geheim@db:5432/shop', REDIS_URL: 'redis://cache:6379' }

describe('the environment of the shop', () => {
  test('two addresses are enough; the rest has its usual value', () => {
    const options = readShopOptions(needed)
    expect(options).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      faults: { enabled: false },
      waitSeconds: 60,
      seedDays: 180,
      logLevel: 'info',
    })
    expect(reveal(options.databaseUrl)).toBe(needed.DATABASE_URL)
  })

  test('a password in an address is not printed', () => expect(JSON.stringify(readShopOptions(needed))).not.toContain('geheim'))

  test('an address may stand in a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'shop-')), 'url')
    writeFileSync(file, 'redis://elsewhere:6379\n')
    const { redisUrl } = readShopOptions({ DATABASE_URL: needed.DATABASE_URL, REDIS_URL_FILE: file })
    expect(reveal(redisUrl)).toBe('redis://elsewhere:6379')
  })

  test('files and letters lie in one folder; letters elsewhere, or go to a server, where that is named', () => {
    expect(keepingOf(readShopOptions({ ...needed, SHOP_DATA_FOLDER: '/srv/shop' }))).toEqual({
      uploads: '/srv/shop/uploads',
      mail: { folder: '/srv/shop/mail' },
      storefrontUrl: 'http://localhost:5173',
    })
    expect(keepingOf(readShopOptions({ ...needed, SHOP_MAIL_FOLDER: '/srv/mail' })).mail).toEqual({ folder: '/srv/mail' })
    const { smtpUrl } = readShopOptions({ ...needed, SHOP_SMTP_URL: 'smtp://shop:geheim@mail:1025' })
    expect(smtpUrl && reveal(smtpUrl)).toBe('smtp://shop:geheim@mail:1025')
    expect(JSON.stringify({ smtpUrl })).not.toContain('geheim')
    expect(readShopOptions({ ...needed, SHOP_STOREFRONT_URL: 'https://shop.example/path' }).storefrontUrl).toBe('https://shop.example')
  })

  test('one variable moves the port', () => {
    expect(readShopOptions({ ...needed, PLIMSOLL_SHOP_PORT: '4400' }).port).toBe(4400)
    expect(readShopOptions({ ...needed, SHOP_PORT: '4401', PLIMSOLL_SHOP_PORT: '4400' }).port).toBe(4401)
  })

  test('currency rates come from this machine unless told where else', () => {
    expect(readShopOptions({ ...needed, PLIMSOLL_RATES_PORT: '4410' }).ratesUrl).toBe('http://127.0.0.1:4410')
    expect(readShopOptions({ ...needed, RATES_URL: 'https://rates.example.com/' }).ratesUrl).toBe('https://rates.example.com')
    expect(() => readShopOptions({ ...needed, RATES_URL: 'rates:4010' })).toThrow(/RATES_URL holds no URL that starts with http/)
  })

  test('proxies of this machine are trusted unless others are named', () => {
    expect(readShopOptions(needed).trustedProxies).toEqual(['127.0.0.0/8', '::1'])
    expect(readShopOptions({ ...needed, SHOP_TRUSTED_PROXIES: '10.1.2.3, fd00::/8' }).trustedProxies).toEqual(['10.1.2.3', 'fd00::/8'])
    for (const wrong of ['10.0.0.0/33', '10.0.0.0/', 'proxy', '::1/129', '10.0.0.1,', '1.2.3.4/8/8'])
      expect(() => readShopOptions({ ...needed, SHOP_TRUSTED_PROXIES: wrong })).toThrow(
        /SHOP_TRUSTED_PROXIES holds ".*"; set it to addresses/,
      )
  })

  test.each([
    [{ ...needed, DATABASE_URL: '' }, /DATABASE_URL is not set; set it/],
    [{ ...needed, SHOP_PORT: '80 80' }, /SHOP_PORT is "80 80"; set it to a number from 0 to 65535/],
    [{ ...needed, SHOP_PORT: '65536' }, /SHOP_PORT/],
    [{ ...needed, SHOP_PORT: '1.5' }, /whole number/],
    [{ ...needed, SHOP_FAULTS: 'yes' }, /SHOP_FAULTS is "yes"; set it to on or off/],
    [{ ...needed, LOG_LEVEL: 'loud' }, /LOG_LEVEL is "loud"; set it to one of/],
    [{ ...needed, SHOP_SEED_DAYS: '-1' }, /SHOP_SEED_DAYS/],
    [{ ...needed, SHOP_SMTP_URL: 'mailpit:1025' }, /SHOP_SMTP_URL holds no URL that starts with smtp:/],
    [{ ...needed, SHOP_STOREFRONT_URL: 'javascript:alert(1)' }, /SHOP_STOREFRONT_URL holds no URL/],
    [{ ...needed, REDIS_URL: '', REDIS_URL_FILE: '/nowhere/url' }, /\/nowhere\/url/],
  ])('a mistake is one sentence that names the variable: %#', (environment, sentence) => {
    expect(() => readShopOptions(environment)).toThrow(UsageError)
    expect(() => readShopOptions(environment)).toThrow(sentence)
  })
})

describe('the environment of the traffic', () => {
  test('visitors come to this machine unless told of a container', () => {
    expect(readTrafficSettings({ PLIMSOLL_SHOP_PORT: '4100' })).toMatchObject({ url: 'http://127.0.0.1:4100', rate: 15 })
    expect(readTrafficSettings({ SHOP_URL: 'http://shop:4000', TRAFFIC_RATE: '2.5' })).toMatchObject({ url: 'http://shop:4000', rate: 2.5 })
  })

  test.each(['http://shop.example.com', 'http://10.1.2.3', 'https://localhost', 'localhost:4000', 'http://8.8.8.8'])(
    'load is never sent to %s',
    (url) => expect(() => readTrafficSettings({ SHOP_URL: url })).toThrow(UsageError),
  )

  test('visitors follow the day unless told to be even', () => {
    expect(readTrafficSettings({})).toMatchObject({ curve: 'day' })
    expect(readTrafficSettings({ TRAFFIC_CURVE: 'flat' })).toMatchObject({ curve: 'flat' })
    expect(() => readTrafficSettings({ TRAFFIC_CURVE: 'round' })).toThrow('environment: TRAFFIC_CURVE is "round"; set it to day or flat.')
  })

  test('a rate out of bounds is refused', () => {
    expect(() => readTrafficSettings({ TRAFFIC_RATE: '5000' })).toThrow(/TRAFFIC_RATE is "5000"; set it to a number from 0.1 to 500/)
  })
})
