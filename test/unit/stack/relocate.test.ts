import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { relink, replaceAll, sameLengthHere } from '../../../stack/relocate.js'

test('absolute links that stay within the tree become relative, others are left', () => {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-tree-'))
  try {
    mkdirSync(join(root, 'usr/share/a'), { recursive: true })
    mkdirSync(join(root, 'etc/web'), { recursive: true })
    writeFileSync(join(root, 'usr/share/a/page'), 'page')
    symlinkSync('/usr/share/a', join(root, 'etc/web/a'))
    symlinkSync('/not/in/the/tree', join(root, 'etc/web/b'))
    relink(root)
    expect(readlinkSync(join(root, 'etc/web/a'))).toBe('../../usr/share/a')
    expect(readFileSync(join(root, 'etc/web/a/page'), 'utf8')).toBe('page')
    expect(readlinkSync(join(root, 'etc/web/b'))).toBe('/not/in/the/tree')
  } finally {
    rmSync(root, { recursive: true })
  }
})

test('a path in a program becomes the current folder in as many characters', () => {
  const bytes = Buffer.from('xx/usr/share/t\0yy/usr/share/t/ui', 'latin1')
  expect(replaceAll(bytes, '/usr/share/t', sameLengthHere('/usr/share/t'))).toBe(2)
  expect(bytes.toString('latin1')).toBe('xx.///////////\0yy.////////////ui')
  expect(() => replaceAll(bytes, 'a', 'bb')).toThrow(TypeError)
})
