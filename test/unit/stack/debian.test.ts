import { expect, test } from 'vitest'
import { aptSettings, complaintIn, downloadsIn, howToInstall, postgresVersionIn, treeFor, unpackedOf } from '../../../stack/debian.js'

const URIS = [
  'Reading package lists...',
  "'http://deb.example.org/debian/pool/main/p/postgresql-15/postgresql-15_15.18-0%2bdeb12u1_amd64.deb' postgresql-15_15.18-0+deb12u1_amd64.deb 16800000 SHA256:ab",
  "'http://deb.example.org/debian/pool/main/p/postgresql-15/postgresql-client-15_15.18-0%2bdeb12u1_amd64.deb' postgresql-client-15_15.18-0+deb12u1_amd64.deb 1700000 SHA256:ab",
  "'http://deb.example.org/debian/pool/main/l/llvm/libllvm14_1%3a14.0.6-12_amd64.deb' libllvm14_1%3a14.0.6-12_amd64.deb 21800000 SHA256:ab",
  "'http://deb.example.org/debian/pool/main/i/icu/libicu72_72.1-3_amd64.deb' libicu72_72.1-3_amd64.deb 9300000 SHA256:ab",
  "'http://deb.example.org/debian/pool/main/r/redis/redis-tools_5%3a7.0.15-1_amd64.deb' redis-tools_5%3a7.0.15-1_amd64.deb 989000 SHA256:ab",
  "'http://deb.example.org/debian/pool/main/libj/libjson-perl_4.10000-1_all.deb' libjson-perl_4.10000-1_all.deb 87500 SHA256:ab",
  "'http://deb.example.org/debian/pool/main/g/libc6_2.36-9_amd64.deb' libc6_2.36-9_amd64.deb 2700000 SHA256:ab",
  "'http://deb.example.org/debian/pool/main/p/postgresql-common_248_all.deb' postgresql-common_248_all.deb 179000 SHA256:ab",
].join('\n')

test("apt's list of downloads is read with names, versions with their epoch, and sizes", () => {
  const downloads = downloadsIn(URIS)
  expect(downloads).toHaveLength(8)
  expect(downloads).toContainEqual({ name: 'redis-tools', version: '5:7.0.15-1', bytes: 989_000 })
})

test('of all that apt would install, the programs and their libraries are unpacked and nothing that sets up a system', () => {
  const names = unpackedOf(treeFor('postgresql', 15), downloadsIn(URIS)).map(({ name }) => name)
  expect(names).toEqual(['postgresql-15', 'postgresql-client-15', 'libicu72'])
})

test('the version of PostgreSQL is the one that the metapackage stands for', () => {
  expect(postgresVersionIn('postgresql\n  Depends: postgresql-17\n  Suggests: postgresql-doc\n')).toBe(17)
  expect(postgresVersionIn('postgresql\n  Depends: postgresql-common\n')).toBeUndefined()
})

test('redis-server brings the package that its program is a link to', () => {
  expect(treeFor('redis-server', 0).packages).toEqual(['redis-server', 'redis-tools'])
})

test("of apt's output the complaint is one line without its letter", () => {
  expect(complaintIn('Reading…\nW: old lists used\nE: Unable to locate package prometheus\n')).toBe('Unable to locate package prometheus')
  expect(complaintIn('Err:1 http://x\n  could not resolve\nW: Failed to fetch http://x\n')).toBe('Failed to fetch http://x')
  expect(complaintIn('')).toBe('')
})

test('apt keeps its state in our folder and reads the packages of the machine', () => {
  const settings = aptSettings('/home/someone/.cache/plimsoll/fetching/7')
  expect(settings).toContain('Dir::State "/home/someone/.cache/plimsoll/fetching/7/state/";')
  expect(settings).toContain('Dir::State::status "/var/lib/dpkg/status";')
  expect(settings).toContain('#clear APT::Update;')
})

test('without apt one sentence says what to install, by the names that other systems use', () => {
  expect(howToInstall(['redis-server', 'prometheus-alertmanager', 'postgresql'])).toBe(
    'not installed: redis, alertmanager, postgresql, and there is no apt to fetch them with: install them with the package manager of this system, or use Docker',
  )
})
