/** Starts our exporter and the peers on servers that run, and reads every page once. */
import { collectDefaultMetrics, Registry } from 'prom-client'
import { startLoad } from '../peers/load.js'
import { namesOf, readText } from '../peers/page.js'
import { startPeers, type Ground } from '../peers/peers.js'
import { startPlimsoll } from '../peers/plimsoll.js'
import { peerNames, peerPrograms, type PeerName } from '../peers/programs.js'
import type { Exporter } from '../peers/start.js'
import type { Pages } from './compare.js'
import type { Dashboard } from './dashboards.js'
import { startTarget, type Target } from './target.js'

export interface Asked extends Pages {
  /** Each peer with its version. */
  readonly peerVersions: Readonly<Record<Dashboard['peer'], string>>
}

const further = ({ url, certificate }: Target, folder: string): string => `textfile: { directories: ['${folder}'] }
probes:
  modules: { https: { prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4, tls_config: { ca_file: '${certificate}' } } } }
  targets: [{ name: front, module: https, target: '${url}' }]`

/** What prom-client says of a process by itself. */
const promClientNames = async (): Promise<ReadonlySet<string>> => {
  const register = new Registry()
  collectDefaultMetrics({ register })
  return namesOf(await register.metrics())
}

const pageOf = ({ url }: Exporter, name: PeerName | 'ours', target: Target): Promise<string> =>
  readText(name === 'blackbox' ? `${url.replace('/metrics', '/probe')}?module=https&target=${encodeURIComponent(target.url)}` : url)

const collectAll = async (ground: Ground, target: Target, output: (line: string) => void): Promise<Asked> => {
  const programs = await peerPrograms(output)
  const started: Exporter[] = []
  const keep = async (starting: Promise<Exporter>): Promise<Exporter> => {
    const exporter = await starting
    started.push(exporter)
    return exporter
  }
  try {
    const ours = await keep(startPlimsoll(ground, { configuration: further(target, ground.folder), wide: true }))
    const peers = {} as Record<PeerName, ReadonlySet<string>>
    const names = {} as Record<PeerName, string>
    for (const name of peerNames) {
      const peer = await keep(startPeers[name](programs[name], ground, 'wide'))
      peers[name] = namesOf(await pageOf(peer, name, target))
      names[name] = peer.name
    }
    await readText(ours.url) // what is probed or read on its own clock is there by the second page
    const own = namesOf(await pageOf(ours, 'ours', target))
    return {
      ours: own,
      peers: { ...peers, 'prom-client': await promClientNames() },
      peerVersions: { ...names, 'prom-client': 'prom-client 15' },
    }
  } finally {
    await Promise.all(started.map(({ stop }) => stop()))
  }
}

/** The names on every page, read from servers that have work. */
export const askEveryone = async (ground: Ground, output: (line: string) => void): Promise<Asked> => {
  const target = await startTarget(ground.folder)
  const load = await startLoad(ground)
  try {
    return await collectAll(ground, target, output)
  } finally {
    await load.stop()
    await target.stop()
  }
}
