/**
 * @module Every collector, in the order of the page.
 */
import type { Logger } from 'pino'
import { endLookups } from '../sessions/lookup.js'
import type { Settings } from '../settings/settings.js'
import type { Source } from '../source.js'
import { backupSources } from './backups/index.js'
import { businessSources } from './business/index.js'
import { containerSources } from './containers/index.js'
import { probeSources } from './probe/index.js'
import { postgresSources } from './postgres/index.js'
import { redisSources } from './redis/index.js'
import { systemSources } from './system/index.js'
import { textfileSources } from './textfile/index.js'
import { uploadSources } from './uploads/index.js'

/** Every source as one. */
export type Sources = Required<Source>

/** Opens nothing yet: a connection is made when its first collector runs. */
export const createSources = (settings: Settings, logger: Logger): Sources => {
  const parts = [
    ...postgresSources(settings),
    ...businessSources(settings),
    ...redisSources(settings, (details, message) => logger.warn(details, message)),
    ...systemSources(settings),
    ...containerSources(settings),
    ...textfileSources(settings, (details, message) => logger.warn(details, message)),
    ...backupSources(settings),
    ...uploadSources(settings),
    ...probeSources(settings),
  ]
  const each = async (work: (part: Source) => Promise<void> | undefined): Promise<void> => {
    await Promise.all(parts.map(work))
  }
  return {
    collectors: parts.flatMap(({ collectors }) => collectors),
    prepare: (signal, onUnready) => each(({ prepare }) => prepare?.(signal, onUnready)),
    close: async () => {
      endLookups()
      await each(({ close }) => close?.())
    },
  }
}
