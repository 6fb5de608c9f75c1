/** Machines of iron that this one is not. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseUdev } from '../../../exporter/collectors/system/disk.js'
import { frequency } from '../../../exporter/collectors/system/frequency.js'
import { createIdentity, parseRelease } from '../../../exporter/collectors/system/identity.js'
import { createClock } from '../../../exporter/collectors/system/kernel.js'
import { createNetworkDevices } from '../../../exporter/collectors/system/network-devices.js'
import { sensors } from '../../../exporter/collectors/system/sensors.js'
import { collectorOf } from '../../../exporter/collectors/system/subject.js'
import { kernelFiles } from './kernel-files.js'

const { root, put, sourceOf, keysOf } = kernelFiles()

describe('a machine of iron', () => {
  test('tells how fast its CPUs run, who chooses, and how often heat slowed them', async () => {
    const cpu = (number: number) => `sys/devices/system/cpu/cpu${number}`
    put({
      [`${cpu(0)}/cpufreq/scaling_cur_freq`]: '1200000\n',
      [`${cpu(0)}/cpufreq/scaling_min_freq`]: '800000\n',
      [`${cpu(0)}/cpufreq/scaling_max_freq`]: '3400000\n',
      [`${cpu(0)}/cpufreq/scaling_governor`]: 'powersave\n',
      [`${cpu(0)}/cpufreq/scaling_available_governors`]: 'performance powersave\n',
    })
    for (const number of [0, 1]) {
      put({
        [`${cpu(number)}/topology/physical_package_id`]: '0\n',
        [`${cpu(number)}/topology/core_id`]: '3\n',
        [`${cpu(number)}/thermal_throttle/core_throttle_count`]: '5\n',
        [`${cpu(number)}/thermal_throttle/package_throttle_count`]: '6\n',
      })
    }
    put({ 'sys/devices/system/cpu/cpuidle/current_driver': 'none\n' })
    expect(await keysOf(frequency)).toEqual({
      'node_cpu_scaling_frequency_min_hertz{cpu=0}': 8e8,
      'node_cpu_scaling_frequency_max_hertz{cpu=0}': 3.4e9,
      'node_cpu_scaling_frequency_hertz{cpu=0}': 1.2e9,
      'node_cpu_scaling_governor{cpu=0,governor=performance}': 0,
      'node_cpu_scaling_governor{cpu=0,governor=powersave}': 1,
      'node_cpu_core_throttles_total{package=0,core=3}': 5,
      'node_cpu_package_throttles_total{package=0}': 6,
    })
  })

  test('tells its heat under the names that node_exporter makes of the device behind a chip', async () => {
    put({
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/name': 'coretemp\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_input': '47500\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_crit': '100000\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_crit_alarm': '0\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/temp1_label': 'Package id 0\n',
      'sys/devices/platform/coretemp.0/hwmon/hwmon0/fan2_input': '1200\n',
      'sys/devices/virtual/hwmon/hwmon1/name': 'acpitz\n',
      'sys/devices/virtual/hwmon/hwmon1/temp1_input': '30000\n',
      'sys/devices/virtual/thermal/thermal_zone0/temp': '50000\n',
      'sys/devices/virtual/thermal/thermal_zone0/type': 'x86_pkg_temp\n',
      'sys/devices/virtual/thermal/cooling_device1/type': 'Processor\n',
      'sys/devices/virtual/thermal/cooling_device1/cur_state': '1\n',
      'sys/devices/virtual/thermal/cooling_device1/max_state': '3\n',
      'sys/class/power_supply/AC/online': '1\n',
      'sys/class/power_supply/BAT0/capacity': '80\n',
      'sys/class/hwmon/.keep': '',
      'sys/class/thermal/.keep': '',
    })
    const link = (target: string, path: string) => symlinkSync(target, join(root(), path))
    link('../..', 'sys/devices/platform/coretemp.0/hwmon/hwmon0/device')
    link('../../../coretemp.0', 'sys/devices/platform/coretemp.0/hwmon/hwmon0/subsystem')
    link('../../devices/platform/coretemp.0/hwmon/hwmon0', 'sys/class/hwmon/hwmon0')
    link('../../devices/virtual/hwmon/hwmon1', 'sys/class/hwmon/hwmon1')
    link('../../devices/virtual/thermal/thermal_zone0', 'sys/class/thermal/thermal_zone0')
    link('../../devices/virtual/thermal/cooling_device1', 'sys/class/thermal/cooling_device1')
    expect(await keysOf(sensors)).toEqual({
      'node_hwmon_chip_names{chip=platform_coretemp_0,chip_name=coretemp}': 1,
      'node_hwmon_temp_celsius{chip=platform_coretemp_0,sensor=temp1}': 47.5,
      'node_hwmon_temp_crit_celsius{chip=platform_coretemp_0,sensor=temp1}': 100,
      'node_hwmon_temp_crit_alarm_celsius{chip=platform_coretemp_0,sensor=temp1}': 0,
      'node_hwmon_sensor_label{chip=platform_coretemp_0,sensor=temp1,label=package_id_0}': 1,
      'node_hwmon_fan_rpm{chip=platform_coretemp_0,sensor=fan2}': 1200,
      'node_hwmon_chip_names{chip=acpitz,chip_name=acpitz}': 1,
      'node_hwmon_temp_celsius{chip=acpitz,sensor=temp1}': 30,
      'node_thermal_zone_temp{type=x86_pkg_temp,zone=0}': 50,
      'node_cooling_device_cur_state{name=1,type=Processor}': 1,
      'node_cooling_device_max_state{name=1,type=Processor}': 3,
      'node_power_supply_online{power_supply=AC}': 1,
    })
  })

  test('tells its network devices anew once a link comes or goes, and no speed of one that is down', async () => {
    const device = 'sys/class/net/eth0'
    const files = {
      flags: '0x1003',
      operstate: 'up',
      carrier: '1',
      speed: '1000',
      duplex: 'full',
      carrier_changes: '2',
      ifindex: '4',
      mtu: '1500',
      address: 'aa:bb',
    }
    put(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${device}/${file}`, `${text}\n`])))
    const collector = collectorOf(sourceOf(), createNetworkDevices())
    const read = () => keysOf(createNetworkDevices(), collector)
    expect(await read()).toEqual({
      'node_network_carrier_changes_total{device=eth0}': 2,
      'node_network_iface_id{device=eth0}': 4,
      'node_network_mtu_bytes{device=eth0}': 1500,
      'node_network_flags{device=eth0}': 0x10_03,
      'node_network_up{device=eth0}': 1,
      'node_network_carrier{device=eth0}': 1,
      'node_network_speed_bytes{device=eth0}': 125_000_000,
      'node_network_info{device=eth0,address=aa:bb,adminstate=up,duplex=full,operstate=up}': 1,
    })
    put({ [`${device}/speed`]: '100\n', [`${device}/carrier`]: '0\n' })
    expect((await read())['node_network_speed_bytes{device=eth0}']).toBe(125_000_000)
    put({ [`${device}/carrier_changes`]: '4\n' })
    expect(await read()).toMatchObject({ 'node_network_speed_bytes{device=eth0}': 12_500_000, 'node_network_carrier{device=eth0}': 0 })
    put({ [`${device}/flags`]: '0x1002\n', [`${device}/operstate`]: 'down\n' })
    const down = await read()
    expect(down['node_network_up{device=eth0}']).toBe(0)
    expect(Object.keys(down).some((key) => /carrier\{|speed/.test(key))).toBe(false)
  })

  test('tells what it is, without its serial numbers', async () => {
    put({
      'etc/os-release':
        'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12.4"\n# remark\nPRETTY_NAME=\'It is "12"\'\nVARIANT="a \\"b\\" \\$c"\nlower=no\n',
      'sys/class/dmi/id/sys_vendor': 'Maker\n',
      'sys/class/dmi/id/product_name': 'Model 1 \n',
      'sys/class/dmi/id/product_serial': 'SECRET\n',
    })
    expect(await keysOf(createIdentity())).toEqual({
      'node_os_info{id=debian,name=Debian GNU/Linux,pretty_name=It is "12",variant=a "b" $c,version_id=12.4}': 1,
      'node_os_version{id=debian,name=Debian GNU/Linux}': 12.4,
      'node_dmi_info{product_name=Model 1,system_vendor=Maker}': 1,
    })
    expect([...parseRelease('')]).toEqual([])
    expect(parseUdev('S:disk/by-id/x\nE:ID_MODEL=Samsung_SSD\nE:EMPTY=\nI:1\n').get('ID_MODEL')).toBe('Samsung_SSD')
  })

  test('tells its clock', async () => {
    put({
      'sys/devices/system/clocksource/clocksource0/available_clocksource': 'tsc hpet \n',
      'sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
    })
    const clock = await keysOf(createClock())
    expect(clock).toMatchObject({
      'node_time_clocksource_available_info{device=0,clocksource=tsc}': 1,
      'node_time_clocksource_available_info{device=0,clocksource=hpet}': 1,
      'node_time_clocksource_current_info{device=0,clocksource=tsc}': 1,
    })
    expect(Math.abs((clock['node_time_seconds{}'] ?? 0) - Date.now() / 1000)).toBeLessThan(5)
  })
})
