/** What apt says, read: which packages hold the programs, which libraries they lack, and which of them we unpack. */

/** One tree of our cache: a server, unpacked with the libraries that the machine lacks. */
export interface Tree {
  readonly name: string
  /** Packages that hold the programs; their missing libraries are found by apt. */
  readonly packages: readonly string[]
}

/** One line of `apt-get install --print-uris`. */
export interface Download {
  readonly name: string
  readonly version: string
  readonly bytes: number
}

/** The C library belongs to the machine's own loader; the just-in-time compiler of PostgreSQL is 100 MB that nobody asked for. */
const LEFT_TO_THE_MACHINE = /^(libc6|libc-bin|libllvm|libz3|libclang|locales|.*-perl$|.*-dev$)/

/** The packages of each server that has no program on this machine. */
export function treeFor(name: string, postgresVersion: number): Tree {
  if (name === 'postgresql') return { name, packages: [`postgresql-${postgresVersion}`, `postgresql-client-${postgresVersion}`] }
  // in Debian redis-server is a link to a program of redis-tools
  return { name, packages: name === 'redis-server' ? [name, 'redis-tools'] : [name] }
}

/** The version that the metapackage `postgresql` stands for, from `apt-cache depends postgresql`. */
export function postgresVersionIn(depends: string): number | undefined {
  const version = /^\s*Depends: postgresql-(\d+)\s*$/m.exec(depends)?.[1]
  return version === undefined ? undefined : Number(version)
}

/**
 * Reads `apt-get install --print-uris`: `'http://…/pool/main/r/redis/redis-tools_5%3a7.0_amd64.deb' redis-tools_5%3a7.0_amd64.deb 989 SHA256:…`.
 */
export function downloadsIn(output: string): readonly Download[] {
  return output.split('\n').flatMap((line) => {
    const found = /^'[^']+' ([^ _]+)_([^ _]+)_[^ _]+\.deb (\d+)/.exec(line)
    return found ? [{ name: found[1] ?? '', version: decodeURIComponent(found[2] ?? ''), bytes: Number(found[3]) }] : []
  })
}

/** What is unpacked of all that apt would install: the programs and their shared libraries, none of what sets up a system. */
export function unpackedOf(tree: Tree, downloads: readonly Download[]): readonly Download[] {
  return downloads.filter(({ name }) => tree.packages.includes(name) || (name.startsWith('lib') && !LEFT_TO_THE_MACHINE.test(name)))
}

/** The remedy where apt is at hand and could not help. */
export const byHand = (trees: readonly string[]): string => `install by hand: sudo apt-get install ${trees.join(' ')}`

/** What to do where there is no apt, in one sentence, with names as other systems have them. */
export function howToInstall(trees: readonly string[]): string {
  const elsewhere: Readonly<Record<string, string>> = { 'redis-server': 'redis', 'prometheus-alertmanager': 'alertmanager' }
  const names = trees.map((tree) => elsewhere[tree] ?? tree).join(', ')
  return `not installed: ${names}, and there is no apt to fetch them with: install them with the package manager of this system, or use Docker`
}

/** apt's complaint in one line, without its letters. */
export function complaintIn(output: string): string {
  const lines = output.split('\n').filter((line) => /^(E|Err|W):/.test(line))
  const worst = lines.find((line) => line.startsWith('E:')) ?? lines.find((line) => line.includes('Failed to fetch')) ?? lines.at(-1)
  return (worst ?? '').replace(/^\w+:\s*/, '').replace(/\s+/g, ' ')
}

/** apt's settings: the machine's sources, keys and proxies, and state and cache of our own, so that it needs no root. */
export function aptSettings(folder: string): string {
  return [
    // hooks of the machine belong to installing, which we do not
    '#clear APT::Update;',
    '#clear DPkg;',
    ...['DEP-11', 'DEP-11-icons-small', 'DEP-11-icons', 'DEP-11-icons-large', 'DEP-11-icons-hidpi', 'DEP-11-icons-large-hidpi'].map(
      (target) => `#clear Acquire::IndexTargets::deb::${target};`,
    ),
    '#clear Acquire::IndexTargets::deb::Contents-deb;',
    `Dir::State "${folder}/state/";`,
    'Dir::State::status "/var/lib/dpkg/status";',
    `Dir::Cache "${folder}/cache/";`,
    'APT::Sandbox::User "";',
    'Acquire::Languages "none";',
    'Acquire::Retries "2";',
    'Acquire::http::Timeout "20";',
    'Acquire::https::Timeout "20";',
    '',
  ].join('\n')
}
