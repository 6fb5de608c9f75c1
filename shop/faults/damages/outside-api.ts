import { reveal, type Secret } from '../../../configuration/index.js'
import { RequestError } from '../../errors.js'
import type { Damage } from '../board.js'

/** The stand-in for an outside service, and the token that its switch asks for. */
interface Outside {
  readonly url: string | undefined
  readonly token: Secret | undefined
}

const PATIENCE_MILLISECONDS = 2000

const tell = async ({ url, token }: Outside, method: 'POST' | 'DELETE', query = ''): Promise<boolean> => {
  const headers = token ? { 'x-faults-token': reveal(token) } : {}
  try {
    return (await fetch(`${url}/faults${query}`, { method, headers, signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) })).ok
  } catch {
    return false
  }
}

/**
 * Lets the stand-in for an outside service answer no more. The stand-in ends that by itself at the fault's time, so that
 * neither a shop that dies nor a stand-in that does leaves anything broken.
 */
export const deadOutsideApi = (outside: Outside): Damage => ({
  name: 'dead-outside-api',
  inflict: async ({ until }) => {
    const seconds = Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000))
    const isDead = outside.url !== undefined && (await tell(outside, 'POST', `?kind=dead&seconds=${seconds}`))
    if (!isDead) throw new RequestError(409, 'The rates service at RATES_URL cannot be broken; start the stand-in with SHOP_FAULTS=on.')
    return async () => void (await tell(outside, 'DELETE'))
  },
})
