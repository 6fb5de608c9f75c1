/** Servers of other versions than the machine's, as Debian has them: fetched by apt from the machine's own mirror, unpacked, not installed. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** In Debian the server is a link to a program of the tools. */
const PROGRAMS = {
  'redis-6': {
    suite: 'bullseye',
    packages: ['redis-tools', 'libssl1.1', 'liblua5.1-0', 'lua-cjson', 'lua-bitop'],
    link: 'redis-check-rdb',
    server: 'redis-server',
  },
  'valkey-8': { suite: 'bookworm-backports', packages: ['valkey-tools'], link: 'valkey-check-rdb', server: 'valkey-server' },
} as const

export type ProgramName = keyof typeof PROGRAMS
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

const fetchInto = async (name: ProgramName, folder: string, uri: string): Promise<void> => {
  const { suite, packages, link, server } = PROGRAMS[name]
  for (const part of ['state/lists/partial', 'cache/archives/partial', 'packages', 'root'])
    mkdirSync(join(folder, part), { recursive: true })
  writeFileSync(join(folder, 'status'), '') // what is installed here is newer
  writeFileSync(join(folder, 'sources.list'), `deb [signed-by=${KEYRING} check-valid-until=no] ${uri} ${suite} main\n`)
  writeFileSync(
    join(folder, 'apt.conf'),
    `#clear APT::Update;\n#clear DPkg;\nDir::State "${folder}/state/";\nDir::Cache "${folder}/cache/";\nDir::Etc::sourcelist "${folder}/sources.list";\n` +
      `Dir::Etc::sourceparts "/dev/null";\nDir::State::status "${folder}/status";\nAPT::Sandbox::User "";\nAcquire::Languages "none";\n`,
  )
  const apt = (cwd: string, ...words: string[]) =>
    run('apt-get', ['-c', join(folder, 'apt.conf'), '-q', ...words], { cwd, timeout: 120_000 })
  await apt(folder, 'update')
  await apt(join(folder, 'packages'), 'download', ...packages)
  for (const file of readdirSync(join(folder, 'packages'))) {
    await run('dpkg-deb', ['--extract', join(folder, 'packages', file), join(folder, 'root')])
  }
  symlinkSync(link, join(folder, 'root/usr/bin', server))
}

/** Where the libraries of the tree lie, and that the server runs with them. */
const programIn = async (name: ProgramName, root: string): Promise<UnpackedProgram | undefined> => {
  const path = join(root, 'usr/bin', PROGRAMS[name].server)
  if (!existsSync(path)) return undefined
  const libraries = join(root, 'usr/lib')
  const folders = existsSync(libraries) ? readdirSync(libraries).filter((folder) => folder.includes('-linux-')) : []
  const env = { LD_LIBRARY_PATH: folders.map((folder) => join(libraries, folder)).join(':') }
  await run(path, ['--version'], { env, timeout: 10_000 })
  return { path, env }
}

const fetched = async (name: ProgramName, place: string): Promise<UnpackedProgram | undefined> => {
  const uri = mirror()
  if (!uri || !existsSync(KEYRING)) throw new Error('this is no Debian to fetch it from')
  mkdirSync(home(), { recursive: true })
  const folder = mkdtempSync(join(home(), 'fetching-'))
  try {
    await fetchInto(name, folder, uri)
    rmSync(place, { recursive: true, force: true })
    renameSync(join(folder, 'root'), place)
    return await programIn(name, place)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The program, fetched once a machine; undefined, with the reason on the console, where it is not to be had. */
export async function redisProgram(name: ProgramName): Promise<UnpackedProgram | undefined> {
  const place = join(home(), name)
  try {
    return (await programIn(name, place)) ?? (await fetched(name, place))
  } catch (error) {
    console.warn(`no ${name} here: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}
