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
