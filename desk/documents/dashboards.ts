import { listFiles, readBounded } from './directory.js'
import { asRecord, readDashboard } from './dashboard.js'
import type { Dashboard } from './dashboard.js'

/** The generated dashboards, by uid. */
export interface Dashboards {
  readonly all: () => Promise<readonly Dashboard[]>
  readonly find: (uid: string) => Promise<Dashboard | undefined>
}

const parse = (text: string | undefined): Dashboard | undefined => {
  try {
    return readDashboard(asRecord(JSON.parse(text ?? '')))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Reads the directory anew each time: `plimsoll generate` may have run. Files that are no dashboard are passed over. */
export const openDashboards = (directory: string): Dashboards => {
  const all = async (): Promise<readonly Dashboard[]> => {
    const files = await listFiles(directory, '.json')
    const dashboards: Dashboard[] = []
    for (const file of files) {
      const dashboard = parse(await readBounded(file))
      if (dashboard !== undefined) dashboards.push(dashboard)
    }
    return dashboards
  }
  return Object.freeze({ all, find: async (uid) => (await all()).find((dashboard) => dashboard.uid === uid) } satisfies Dashboards)
}
