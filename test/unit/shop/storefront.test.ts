import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { PAGES } from '../../../shop/routes/vitals.js'

const folder = join(import.meta.dirname, '../../../shop/storefront')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
const modules = files.filter((name) => name.endsWith('.js') && !name.startsWith('vendor/'))

test('the copy of web-vitals is the package’s own, under the version in its name', () => {
  const entry = createRequire(import.meta.url).resolve('web-vitals')
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8')) as { version: string }
  expect(readdirSync(join(folder, 'vendor'))).toEqual([`web-vitals-${version}.js`])
  expect(read(`vendor/web-vitals-${version}.js`)).toBe(readFileSync(join(dirname(entry), 'web-vitals.js'), 'utf8'))
})

test('nothing that the API sends can become markup, and nothing stands in a page that its policy would refuse', () => {
  for (const name of modules)
    expect([name, read(name)]).toEqual([
      name,
      expect.not.stringMatching(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|https?:\/\/(?!www\.w3\.org)/),
    ])
  expect(read('index.html')).not.toMatch(/<style|style="|\son\w+="|<script(?![^>]*\ssrc=)/)
})

test('beacons name the pages that the shop takes, and no other', () => {
  const named = [...read('routes.js').matchAll(/\$\/, '([a-z]+)', \(\) =>/g)].map(([, page]) => page ?? '')
  expect([...new Set(named)].toSorted()).toEqual([...PAGES].toSorted())
})

test('every module that a page names is there', () => {
  for (const name of modules) {
    const named = [...read(name).matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(([, path]) => join(dirname(name), path ?? ''))
    for (const path of named) expect([name, files]).toEqual([name, expect.arrayContaining([path])])
  }
})

const brightness = (colour: string): number => {
  const digits = colour.length === 4 ? Array.from(colour.slice(1), (digit) => digit + digit) : (colour.slice(1).match(/../g) ?? [])
  const [red = 0, green = 0, blue = 0] = digits
    .map((pair) => Number.parseInt(pair, 16) / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** As WCAG 2.2 has it; words need 4.5, the edges of fields 3. */
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [brightness(one), brightness(other)].toSorted((left, right) => right - left)
  return (light + 0.05) / (dark + 0.05)
}

test.each(['light', 'dark'])('words and edges stand out from their ground, %s', (scheme) => {
  const [light = '', dark = ''] = [...read('style.css').matchAll(/:root \{([^}]*)\}/g)].map(([, rules]) => rules ?? '')
  const colour = (name: string): string => new RegExp(`--${name}: (#\\w+);`).exec(scheme === 'light' ? light : dark)?.[1] ?? ''
  for (const name of ['ink', 'muted', 'accent', 'good', 'warn', 'bad'])
    for (const ground of ['ground', 'surface']) expect(contrast(colour(name), colour(ground)), `${name} on ${ground}`).toBeGreaterThan(4.5)
  expect(contrast(colour('accent-ink'), colour('accent'))).toBeGreaterThan(4.5)
  expect(contrast(colour('ink'), colour('tint'))).toBeGreaterThan(4.5)
  for (const ground of ['ground', 'surface']) expect(contrast(colour('field'), colour(ground))).toBeGreaterThan(3)
})
