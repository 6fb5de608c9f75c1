import { readlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { system } from '../../../definition/catalogue/index.js'
import type { Writer } from '../../exposition/buffer.js'
import { namesIn, numberOf, readPatiently } from './files.js'
import type { Subject } from './subject.js'

const THOUSANDTH = 0.001

/** Files of a sensor by its kind: what stands behind its name, unit, metric. */
const FILES = {
  temp: [
    ['input', THOUSANDTH, system.node_hwmon_temp_celsius],
    ['max', THOUSANDTH, system.node_hwmon_temp_max_celsius],
    ['crit', THOUSANDTH, system.node_hwmon_temp_crit_celsius],
    ['crit_hyst', THOUSANDTH, system.node_hwmon_temp_crit_hyst_celsius],
    ['crit_alarm', 1, system.node_hwmon_temp_crit_alarm_celsius],
    ['alarm', 1, system.node_hwmon_temp_alarm],
  ],
  fan: [
    ['input', 1, system.node_hwmon_fan_rpm],
    ['min', 1, system.node_hwmon_fan_min_rpm],
  ],
} as const

const cleaned = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9:_]/g, '_')
    .replace(/^_+|_+$/g, '')

/** A chip's name by the device behind it, as node_exporter makes it: `platform_coretemp_0`; else the chip's own. */
const chipOf = (folder: string, ownName: string): string => {
  try {
    const device = join(dirname(folder), readlinkSync(folder), readlinkSync(join(folder, 'device')))
    const [kind, name] = [cleaned(basename(dirname(device))), cleaned(basename(device))]
    if (kind !== '' && name !== '') return `${kind}_${name}`
    return name || cleaned(ownName)
  } catch {
    return cleaned(ownName) || basename(folder)
  }
}

const writeSensor = async (into: Writer, folder: string, chip: string, sensor: string, files: readonly string[]): Promise<void> => {
  const kind = sensor.startsWith('fan') ? 'fan' : 'temp'
  const text = async (suffix: string) =>
    files.includes(`${sensor}_${suffix}`) ? await readPatiently(join(folder, `${sensor}_${suffix}`)) : undefined
  for (const [suffix, factor, metric] of FILES[kind]) {
    const value = numberOf(await text(suffix))
    into.set(metric, { chip, sensor }, value === undefined ? undefined : value * factor)
  }
  const label = (await text('label'))?.trim()
  if (label) into.set(system.node_hwmon_sensor_label, { chip, sensor, label: cleaned(label) }, 1)
}

const writeChip = async (into: Writer, folder: string): Promise<void> => {
  const files = namesIn(folder)
  const name = (await readPatiently(join(folder, 'name')))?.trim() ?? ''
  const chip = chipOf(folder, name)
  if (name) into.set(system.node_hwmon_chip_names, { chip, chip_name: cleaned(name) }, 1)
  const sensors = files.flatMap((file) => /^((?:temp|fan)\d+)_input$/.exec(file)?.[1] ?? [])
  for (const sensor of sensors) await writeSensor(into, folder, chip, sensor, files)
}

const writeThermal = async (into: Writer, folder: string, name: string): Promise<void> => {
  const text = (file: string) => readPatiently(join(folder, name, file))
  const type = (await text('type'))?.trim() ?? ''
  const [, kind, number = ''] = /^(thermal_zone|cooling_device)(\d+)$/.exec(name) ?? []
  if (kind === 'thermal_zone') {
    const value = numberOf(await text('temp'))
    into.set(system.node_thermal_zone_temp, { type, zone: number }, value === undefined ? undefined : value * THOUSANDTH)
  }
  if (kind === 'cooling_device') {
    into.set(system.node_cooling_device_cur_state, { type, name: number }, numberOf(await text('cur_state')))
    into.set(system.node_cooling_device_max_state, { type, name: number }, numberOf(await text('max_state')))
  }
}

/** Heat, fans and mains. A chip on a slow bus may take its time, and a virtual machine mostly has none. */
export const sensors: Subject = {
  name: 'sensors',
  peers: ['hwmon', 'thermal_zone', 'powersupplyclass'],
  read: async (into, { sys }, signal) => {
    for (const name of namesIn(join(sys, 'class/hwmon'))) {
      signal.throwIfAborted()
      await writeChip(into, join(sys, 'class/hwmon', name))
    }
    for (const name of namesIn(join(sys, 'class/thermal'))) {
      signal.throwIfAborted()
      await writeThermal(into, join(sys, 'class/thermal'), name)
    }
    for (const name of namesIn(join(sys, 'class/power_supply'))) {
      const online = numberOf(await readPatiently(join(sys, 'class/power_supply', name, 'online')))
      into.set(system.node_power_supply_online, { power_supply: name }, online)
    }
  },
}
