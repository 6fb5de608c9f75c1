import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { system } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { linesOf, readIfThere, type SystemSource } from './files.js'
import type { Subject } from './subject.js'

/** Serial numbers, asset tags and the UUID are left where they are: they identify the machine to whoever sells or insures it. */
const DMI_LABELS = [
  'bios_date',
  'bios_release',
  'bios_vendor',
  'bios_version',
  'board_name',
  'board_vendor',
  'board_version',
  'chassis_vendor',
  'chassis_version',
  'product_family',
  'product_name',
  'product_sku',
  'product_version',
] as const

/** Reads os-release: `NAME=value`, as a shell would. */
export const parseRelease = (text: string): ReadonlyMap<string, string> =>
  new Map(
    linesOf(text).flatMap((line): readonly (readonly [string, string])[] => {
      const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? []
      if (!name || value === undefined) return []
      const [, quote, inner] = /^(["'])(.*)\1$/.exec(value) ?? []
      return [[name, quote === '"' ? (inner ?? '').replace(/\\(["$\\`])/g, '$1') : (inner ?? value)]]
    }),
  )

/** Where the system says what it is, the second place for those that keep /etc empty. */
const PLACES = ['etc/os-release', 'usr/lib/os-release'] as const

const releaseOf = ({ root }: SystemSource): string | undefined => {
  for (const place of PLACES) {
    try {
      return readFileSync(join(root ?? '/', place), 'utf8')
    } catch {} // the next place
  }
  return undefined
}

const writeRelease = (into: Writer, fields: ReadonlyMap<string, string>): void => {
  const field = (name: string): string => fields.get(name) ?? ''
  const labels = { id: field('ID'), id_like: field('ID_LIKE'), name: field('NAME') }
  into.set(
    system.node_os_info,
    {
      ...labels,
      build_id: field('BUILD_ID'),
      image_id: field('IMAGE_ID'),
      image_version: field('IMAGE_VERSION'),
      pretty_name: field('PRETTY_NAME'),
      variant: field('VARIANT'),
      variant_id: field('VARIANT_ID'),
      version: field('VERSION'),
      version_codename: field('VERSION_CODENAME'),
      version_id: field('VERSION_ID'),
    },
    1,
  )
  const [number] = /^\d+(\.\d+)?/.exec(field('VERSION_ID')) ?? []
  into.set(system.node_os_version, labels, number === undefined ? undefined : Number(number))
}

type DmiLabels = Readonly<Record<(typeof DMI_LABELS)[number] | 'system_vendor', string>>

const dmiOf = ({ sys }: SystemSource): DmiLabels | undefined => {
  const text = (file: string) => readIfThere(join(sys, 'class/dmi/id', file))?.trim() ?? ''
  const labels = Object.fromEntries([...DMI_LABELS.map((name) => [name, text(name)]), ['system_vendor', text('sys_vendor')]]) as DmiLabels
  return Object.values(labels).some((value) => value !== '') ? labels : undefined
}

const REMEMBERED_MILLISECONDS = 10 * 60 * 1000

/** Operating system and hardware: read once in ten minutes, for they change with an upgrade at most. */
export const createIdentity = (): Subject => {
  let known: { readonly at: number; readonly release: string | undefined; readonly dmi: DmiLabels | undefined } | undefined
  return {
    name: 'identity',
    peers: ['os', 'dmi'],
    read: (into, source) => {
      const now = performance.now()
      if (!known || now - known.at > REMEMBERED_MILLISECONDS) known = { at: now, release: releaseOf(source), dmi: dmiOf(source) }
      if (known.release !== undefined) writeRelease(into, parseRelease(known.release))
      if (known.dmi) into.set(system.node_dmi_info, known.dmi, 1)
    },
  }
}
