import { postgres } from '../../../definition/catalogue/index.js'
import type { Collector } from '../../collector.js'
import type { SettingName } from '../../exposition/buffer.js'
import type { Answer } from '../../sessions/postgres-session.js'
import { textOf, type PostgresSource } from './source.js'

/**
 * Without what our own connection set for itself. Whether the server takes writes is asked of the server, since our
 * transactions never may: people take this setting for the sign of a standby.
 */
const SETTINGS = `
  SELECT name, coalesce(unit, '') AS unit, short_desc,
         CASE WHEN name <> 'transaction_read_only' THEN setting WHEN pg_is_in_recovery() THEN 'on' ELSE 'off' END AS setting
    FROM pg_settings
   WHERE vartype IN ('bool', 'integer', 'real')
     AND (source <> 'client' OR name = 'transaction_read_only')`

const ALL = `${SETTINGS} ORDER BY name`
/** Settings change once in months: what is asked for each time is whether they did. */
const DIGEST = `SELECT md5(string_agg(concat_ws(' ', name, setting, unit), E'\\n' ORDER BY name)) AS digest FROM (${SETTINGS}) AS known`

type Base = '' | 'bytes' | 'seconds'

const UNITS: Readonly<Record<string, readonly [base: Base, factor: number]>> = {
  '': ['', 1],
  us: ['seconds', 1e-6],
  ms: ['seconds', 1e-3],
  s: ['seconds', 1],
  min: ['seconds', 60],
  h: ['seconds', 3600],
  d: ['seconds', 86_400],
  B: ['bytes', 1],
  kB: ['bytes', 2 ** 10],
  MB: ['bytes', 2 ** 20],
  GB: ['bytes', 2 ** 30],
  TB: ['bytes', 2 ** 40],
}

/** `8kB` is a unit too: blocks of 8 kB. */
const unitOf = (unit: string): readonly [base: Base, factor: number] | undefined => {
  const [, amount, rest] = /^(\d*)([A-Za-z]*)$/.exec(unit) ?? []
  const known = UNITS[rest ?? 'none']
  return known && [known[0], known[1] * Number(amount || 1)]
}

export interface Setting {
  readonly name: SettingName
  readonly value: number
}

/**
 * Name and value of a server setting in base units, as postgres_exporter gives them; -1, which means "off" or
 * "default", is kept as it is. A unit that is not known gives undefined, for a guess would be off by a factor.
 *
 * @example
 * settingOf('shared_buffers', '16384', '8kB')   // { name: 'pg_settings_shared_buffers_bytes', value: 134217728 }
 */
export const settingOf = (name: string, setting: string, unit: string): Setting | undefined => {
  const known = unitOf(unit)
  const amount = setting === 'on' ? 1 : setting === 'off' ? 0 : setting === '' ? Number.NaN : Number(setting)
  if (!known || Number.isNaN(amount)) return undefined
  const [base, factor] = known
  const plain = name.replace(/[^A-Za-z0-9_]/g, '_')
  return { name: `pg_settings_${plain}${base && `_${base}`}`, value: amount === -1 ? -1 : amount * factor }
}

const declared: Readonly<Record<string, { readonly help: string }>> = postgres

interface Described extends Setting {
  readonly help: string
}

const described = ({ rows }: Answer): readonly Described[] =>
  rows.flatMap((row) => {
    const setting = settingOf(textOf(row['name']), textOf(row['setting']), textOf(row['unit']))
    return setting ? { ...setting, help: declared[setting.name]?.help ?? textOf(row['short_desc']) } : []
  })

/** Every numeric and boolean setting of the server. */
export const settingsCollector = ({ target, session }: PostgresSource): Collector => {
  let known: { readonly digest: unknown; readonly settings: readonly Described[] } | undefined
  const read = async (signal: AbortSignal): Promise<readonly Described[]> => {
    const digest = (await session.read(DIGEST, signal)).rows[0]?.['digest']
    if (known && known.digest === digest) return known.settings
    known = { digest, settings: described(await session.read(ALL, signal)) }
    return known.settings
  }
  return {
    name: 'postgres_settings',
    target,
    collect: async (into, signal) => {
      for (const { name, help, value } of await read(signal)) into.setSetting(name, help, target, value)
    },
  }
}
