import { release } from '../../configuration/index.js'
import type { Faults } from './faults.js'

const AHEAD_MILLISECONDS = 300_000
/** A share of 1 sends six times as many visitors as usual. */
const MORE_VISITORS = 5

/** The release that the shop says it is. */
export const pretendedVersion = ({ find }: Faults): string => (find('bad-release') ? `${release.version}-bad` : release.version)

export const isSkewed = ({ find }: Faults): boolean => find('clock-skew') !== undefined

/** The shop's clock in milliseconds since the epoch, ahead while the fault lasts. */
export const skewedClock = (faults: Faults): number => Date.now() + AHEAD_MILLISECONDS * (faults.find('clock-skew')?.share ?? 0)

/** How many times the usual visitors the traffic generator is asked to send. */
export const wishedTraffic = ({ find }: Faults): number => 1 + MORE_VISITORS * (find('traffic-spike')?.share ?? 0)

const STATEMENT_SECONDS = 0.6

/** Seconds that the next statement waits in the database; `isHit` spreads the share evenly. */
export const statementDelay = ({ find }: Faults, isHit: (share: number) => boolean): number => {
  const fault = find('slow-database')
  return fault && isHit(fault.share) ? STATEMENT_SECONDS : 0
}
