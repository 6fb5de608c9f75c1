import { UsageError } from '../../../configuration/index.js'
import { addressUrl, isAllowed } from '../../settings/probes/permission.js'
import type { ProbeModule, ProbeSettings } from '../../settings/probes/modules.js'
import { createWorkThread } from '../../threads/thread.js'
import { createGate } from './gate.js'
import { createGuard } from './guard.js'
import type { ProbeQuestion, ProbeResult } from './probing.js'
import { runProbe } from './run.js'
import { questionFor } from './watch.js'

const MOST_AT_A_TIME = 8
const MOST_WAITING = 32
const DEFAULT_MODULE = 'http_2xx'

export interface Asked {
  readonly target: string | undefined
  readonly module: string | undefined
  /** Seconds until the answer must be there. */
  readonly deadlineSeconds: number
}

/** Answers /probe. */
export interface OnDemand {
  /**
   * @returns undefined where too many are asked at a time.
   * @throws UsageError, one sentence for the caller, for what may not or cannot be asked.
   */
  readonly ask: (asked: Asked) => Promise<ProbeResult | undefined>
  readonly close: () => Promise<void>
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 100))

const moduleNamed = ({ modules }: ProbeSettings, name: string): ProbeModule => {
  const found = modules.get(name)
  if (found) return found
  throw new UsageError(`No module is named ${shown(name)}; add it under probes.modules or ask for one that is there.`)
}

/**
 * What a caller asks for: a configured target by its name or exact address, else an address that the module allows.
 * Only the first is asked with its own module; nothing else can be asked with secrets that are not meant for it.
 */
export const questionOf = (settings: ProbeSettings, { target: text, module: wanted }: Asked): ProbeQuestion => {
  if (!text) throw new UsageError('The request names no target; ask as /probe?target=NAME&module=MODULE.')
  const configured = settings.targets.find(
    ({ name, address, module }) => (name === text || address === text) && (wanted === undefined || wanted === module.name),
  )
  if (configured) return questionFor(configured)
  const module = moduleNamed(settings, wanted ?? DEFAULT_MODULE)
  const url = addressUrl(text, module.rules.prober)
  if (!url)
    throw new UsageError(`The target ${shown(text)} is no address for the prober ${module.rules.prober}; write a URL, or host and port.`)
  if (isAllowed(module.permission, url)) return { name: text, module, url, guard: createGuard(false) }
  throw new UsageError(
    `The module ${module.name} may not probe ${shown(text)}; add it under probes.targets, or to the module's allow_targets.`,
  )
}

export const createOnDemand = (settings: ProbeSettings): OnDemand => {
  const thread = createWorkThread()
  const gate = createGate(MOST_AT_A_TIME)
  const stop = new AbortController()
  return {
    ask: async (asked) => {
      const question = questionOf(settings, asked)
      if (gate.waiting() >= MOST_WAITING) return undefined
      const seconds = Math.min(asked.deadlineSeconds, question.module.timeoutSeconds)
      const patience = AbortSignal.timeout(asked.deadlineSeconds * 1000)
      return gate.pass(() => runProbe(question, thread, seconds, stop.signal), patience)
    },
    close: async () => {
      stop.abort(new Error('the exporter stops'))
      await thread.close()
    },
  }
}
