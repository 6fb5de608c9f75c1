import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exporterSelf } from '../../../definition/catalogue/index.js'
import type { Service } from '../../../definition/site/index.js'
import { services } from '../../../definition/site/index.js'
import { blocksOf, commandsOf, documents, read, ROOT, rowsOf } from './documents.js'
import { proofs } from './proofs.js'

const published = Object.values<Service>(services).filter((service) => service.published)

describe('commands', () => {
  test('every command in README and docs/ has a test that runs it', () => {
    const unknown = documents.flatMap((file) => commandsOf(file).filter((command) => !(command in proofs)))
    expect(unknown).toEqual([])
  })

  test('no command is proved that no document tells', () => {
    const told = new Set(documents.flatMap(commandsOf))
    expect(Object.keys(proofs).filter((command) => !told.has(command))).toEqual([])
  })

  test('what other tests prove is in their files', () => {
    for (const proof of Object.values(proofs).filter((one) => one.includes('/'))) expect(existsSync(join(ROOT, proof)), proof).toBe(true)
  })

  test('npm ci && npm test is what the build runs, and the rule tests are part of it', () => {
    const build = read('.ci/run').split('\n')
    const [install, run] = ['npm ci', 'npm test'].map((command) => build.findIndex((line) => line.startsWith(command)))
    expect(install).toBeGreaterThan(0)
    expect(run).toBeGreaterThan(install ?? 0)
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
    expect(scripts['test']).toBe('node test/run.mjs')
    expect(scripts['test:rules']).toBe('tsc -b && vitest run --project rules')
    expect(read('test/run.mjs')).toMatch(/tests\('rules', 'rules'\)/)
  })
})

describe('quotes', () => {
  const blocks = documents.flatMap(blocksOf)
  const quotes = blocks.filter(({ marker }) => marker.startsWith('from '))

  test('every block of TypeScript or YAML is quoted from a file that is compiled or read', () => {
    expect(blocks.filter(({ language, marker }) => ['ts', 'yaml'].includes(language) && !marker.startsWith('from '))).toEqual([])
    expect(quotes.length).toBeGreaterThan(5)
  })

  test.each(quotes)('$file quotes it $marker word for word', ({ marker, text }) => {
    expect(read(marker.slice('from '.length))).toContain(`${text}\n`)
  })

  test.each(blocks.filter(({ language }) => language === 'diff'))(
    '$file says how to $marker, and the line to change is there once',
    ({ marker, text }) => {
      const line = text.split('\n').find((one) => one.startsWith('-')) ?? ''
      expect(read(marker.slice('edit '.length)).split(`\n${line.slice(1)}\n`)).toHaveLength(2)
    },
  )
})

describe('facts', () => {
  test('the addresses of README are those of the definition', () => {
    const told = rowsOf('README.md', /^http/).map(([address = '']) => Number(new URL(address).port))
    expect(told.toSorted()).toEqual(published.map(({ port }) => port).toSorted())
  })

  test('the ports and variables of docs/operations.md are those of the definition', () => {
    const told = rowsOf('docs/operations.md', /^`PLIMSOLL_\w+_PORT`$/).map(([variable = '', , port]) => `${variable.slice(1, -1)} ${port}`)
    expect(told.toSorted()).toEqual(published.map(({ portVariable, port }) => `${portVariable} ${port}`).toSorted())
  })

  test('docs/exporter.md names everything that the exporter says of itself', () => {
    for (const name of Object.keys(exporterSelf)) expect(read('docs/exporter.md')).toContain(`\`${name}{`)
  })

  test.each(documents)('%s links to nothing that is not there', (file) => {
    const targets = [...read(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => join(dirname(file), target))
    expect(targets.filter((target) => !existsSync(join(ROOT, target)))).toEqual([])
  })

  test('the licence is the one that package.json names', () => {
    expect(JSON.parse(read('package.json'))).toMatchObject({ license: 'Apache-2.0' })
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004[\s\S]+END OF TERMS AND CONDITIONS/)
  })
})
