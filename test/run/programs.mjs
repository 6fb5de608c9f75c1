/** The servers and tools that the tests run for real. Nothing may pass because one of them was missing. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NEEDED = [
  { package: 'prometheus', programs: ['prometheus', 'promtool'] },
  { package: 'prometheus-alertmanager', programs: ['prometheus-alertmanager|alertmanager', 'amtool'] },
  { package: 'redis-server', programs: ['redis-server'] },
  { package: 'postgresql', programs: ['postgres'] },
  { package: 'chromium', programs: ['chromium'] },
  { package: 'prometheus-blackbox-exporter', programs: ['prometheus-blackbox-exporter|blackbox_exporter'] },
  { package: 'openssl', programs: ['openssl'] },
  { package: 'curl', programs: ['curl'] },
]

const postgresFolders = () =>
  existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`) : []

const folders = () => [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', ...postgresFolders()]

const isThere = (names) => names.split('|').some((name) => folders().some((folder) => existsSync(join(folder, name))))

const missingPackages = () => NEEDED.filter(({ programs }) => !programs.every(isThere)).map((needed) => needed.package)

const apt = (...parameters) =>
  spawnSync('apt-get', parameters, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0

/** Installs what is missing where that is possible; says what to install where it is not. */
export const providePrograms = () => {
  const missing = missingPackages()
  if (missing.length === 0) return
  const command = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`
  console.log(`the tests need ${missing.join(', ')}: ${command}`)
  const installed = process.getuid?.() === 0 && apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', ...missing)
  if (!installed || missingPackages().length > 0) {
    console.error(
      `The tests run on real servers and cannot do without ${missing.join(', ')}: install them (on Debian as root: ${command}).`,
    )
    process.exit(2)
  }
}

/** Whether a container engine answers. */
export const engineAnswers = () => spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 20_000 }).status === 0
