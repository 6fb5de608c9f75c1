/** A Redis of the oldest major that we read, as Debian 11 has it: fetched by apt from the machine's own mirror, unpacked, not installed. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PACKAGES = ['redis-tools', 'libssl1.1', 'liblua5.1-0', 'lua-cjson', 'lua-bitop']
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

export interface UnpackedProgram {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

const home = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plimsoll', 'test-programs')

/** Where the machine takes its own packages from. */
const mirror = (): string | undefined => {
  const files = ['/etc/apt/sources.list', '/etc/apt/sources.list.d/debian.sources'].filter((file) => existsSync(file))
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n')
  return /^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(https?:\S+\/debian)\/?\s/m.exec(text)?.[1]
}

const fetchInto = async (folder: string, uri: string): Promise<void> => {
  for (const part of ['state/lists/partial', 'cache/archives/partial', 'packages', 'root'])
    mkdirSync(join(folder, part), { recursive: true })
  writeFileSync(join(folder, 'status'), '') // what is installed here is newer
  writeFileSync(join(folder, 'sources.list'), `deb [signed-by=${KEYRING} check-valid-until=no] ${uri} bullseye main\n`)
  writeFileSync(
    join(folder, 'apt.conf'),
    `#clear APT::Update;\n#clear DPkg;\nDir::State "${folder}/state/";\nDir::Cache "${folder}/cache/";\nDir::Etc::sourcelist "${folder}/sources.list";\n` +
      `Dir::Etc::sourceparts "/dev/null";\nDir::State::status "${folder}/status";\nAPT::Sandbox::User "";\nAcquire::Languages "none";\n`,
  )
  const apt = (cwd: string, ...words: string[]) =>
    run('apt-get', ['-c', join(folder, 'apt.conf'), '-q', ...words], { cwd, timeout: 120_000 })
  await apt(folder, 'update')
  await apt(join(folder, 'packages'), 'download', ...PACKAGES)
  for (const file of readdirSync(join(folder, 'packages'))) {
    await run('dpkg-deb', ['--extract', join(folder, 'packages', file), join(folder, 'root')])
  }
  // in Debian redis-server is a link to a program of redis-tools
  symlinkSync('redis-check-rdb', join(folder, 'root/usr/bin/redis-server'))
}

const programIn = (root: string): UnpackedProgram | undefined => {
  const path = join(root, 'usr/bin/redis-server')
  const libraries = join(root, 'usr/lib')
  if (!existsSync(path)) return undefined
  const folder = readdirSync(libraries)
    .map((name) => join(libraries, name))
    .find((name) => existsSync(join(name, 'libssl.so.1.1')))
  return folder ? { path, env: { LD_LIBRARY_PATH: folder } } : undefined
}

/** The program, fetched once a machine; undefined, with the reason on the console, where there is no Debian to fetch it from. */
export async function redisSix(): Promise<UnpackedProgram | undefined> {
  const place = join(home(), 'redis-6')
  const known = programIn(place)
  if (known) return known
  const uri = mirror()
  if (!uri || !existsSync(KEYRING)) {
    console.warn('no Redis 6 here: this is no Debian to fetch it from')
    return undefined
  }
  mkdirSync(home(), { recursive: true })
  const folder = mkdtempSync(join(home(), 'fetching-'))
  try {
    await fetchInto(folder, uri)
    rmSync(place, { recursive: true, force: true })
    renameSync(join(folder, 'root'), place)
    return programIn(place)
  } catch (error) {
    console.warn(`no Redis 6 here: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
