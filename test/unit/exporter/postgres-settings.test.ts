import { describe, expect, test } from 'vitest'
import { shortVersion } from '../../../exporter/collectors/postgres/server.js'
import { settingOf } from '../../../exporter/collectors/postgres/settings.js'

describe('a setting of PostgreSQL in base units, as postgres_exporter gives it', () => {
  test.each([
    ['shared_buffers', '16384', '8kB', 'pg_settings_shared_buffers_bytes', 134_217_728],
    ['wal_segment_size', '16777216', 'B', 'pg_settings_wal_segment_size_bytes', 16_777_216],
    ['max_wal_size', '1024', 'MB', 'pg_settings_max_wal_size_bytes', 1_073_741_824],
    ['work_mem', '4096', 'kB', 'pg_settings_work_mem_bytes', 4_194_304],
    ['segment_size', '131072', '8kB', 'pg_settings_segment_size_bytes', 1_073_741_824],
    ['deadlock_timeout', '1000', 'ms', 'pg_settings_deadlock_timeout_seconds', 1],
    ['checkpoint_timeout', '300', 's', 'pg_settings_checkpoint_timeout_seconds', 300],
    ['log_rotation_age', '1440', 'min', 'pg_settings_log_rotation_age_seconds', 86_400],
    ['autovacuum_work_mem', '-1', 'kB', 'pg_settings_autovacuum_work_mem_bytes', -1],
    ['random_page_cost', '1.1', '', 'pg_settings_random_page_cost', 1.1],
    ['autovacuum', 'on', '', 'pg_settings_autovacuum', 1],
    ['jit', 'off', '', 'pg_settings_jit', 0],
    ['pg_stat_statements.max', '5000', '', 'pg_settings_pg_stat_statements_max', 5000],
  ])('%s = %s %s', (name, setting, unit, expected, value) => {
    expect(settingOf(name, setting, unit)).toEqual({ name: expected, value })
  })

  test('in a unit that nobody knows is left away', () => {
    expect(settingOf('a', '1', 'furlongs')).toBeUndefined()
  })

  test('that is no number is left away', () => {
    expect(settingOf('a', '', '')).toBeUndefined()
    expect(settingOf('a', 'never', '')).toBeUndefined()
  })
})

test('a version has three parts', () => {
  expect(['15.18 (Debian 15.18-0+deb12u1)', '18beta1', '9.6.24'].map(shortVersion)).toEqual(['15.18.0', '18.0.0', '9.6.24'])
})
