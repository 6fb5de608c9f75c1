import { stringify } from 'yaml'
import { overridesFrom } from '../../../generator/overrides/index.js'
import type { Override } from '../../../generator/overrides/index.js'

/** An override that nothing is wrong with; each test changes what it is about. */
export const right = {
  limit: 'HttpErrorRatioHigh',
  level: 'P1',
  value: '1.5 %',
  owner: 'platform',
  reason: 'the new search still fails now and then',
  expires: '2027-03-31',
}

/** Seven lines an override, so that the line of a key is its place. */
export const written = (...entries: readonly object[]): string => stringify(entries)

export const read = (...entries: readonly object[]): readonly Override[] => overridesFrom(written(...entries), { file: 'overrides.yaml' })
