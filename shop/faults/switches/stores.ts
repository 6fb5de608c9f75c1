import { ANSWERS, BUDGETS, failing, missing, SERVERS, slow, type FaultSwitch } from './fault-switch.js'

/** What breaks where the shop keeps things: database, pool, cache, disk, backups. */
export const storeSwitches = [
  {
    name: 'slow-database',
    does: 'A share of the statements waits 600 ms inside PostgreSQL.',
    crosses: [
      {
        limit: 'L11',
        signal: 'sum(rate(db_query_duration_seconds_sum[$window])) / sum(rate(db_query_duration_seconds_count[$window]))',
        above: 0.05,
      },
      slow,
    ],
    fires: ['HttpLatencyHigh', 'DatabaseQueriesSlow'],
    echoes: ['HttpMeanLatencyHigh', 'DatabasePoolExhausted', ...BUDGETS],
    spares: ['PaymentSuccessLow', 'StockLow', 'CacheHitRatioLow', 'HttpErrorRatioHigh', ...SERVERS],
    alone: 'Whatever asks the database waits.',
    seconds: 900,
    share: 0.3,
  },
  {
    name: 'exhausted-pool',
    does: "All connections of the shop's pool are held and never given back; requests wait two seconds for one and fail.",
    crosses: [
      { limit: 'L10', signal: 'max(db_pool_connections{state="used"}) / max(db_pool_max_connections)', above: 0.9 },
      {
        limit: 'L12',
        signal:
          'sum(rate(db_query_duration_seconds_count{outcome="success"}[$window])) / sum(rate(db_query_duration_seconds_count[$window]))',
        below: 0.99,
      },
      failing,
    ],
    fires: ['DatabasePoolExhausted', 'HttpErrorRatioHigh', 'HttpLatencyHigh'],
    echoes: [
      'HttpMeanLatencyHigh',
      'DatabaseQueriesSlow',
      'DatabaseQueriesFailing',
      'CacheHitRatioLow',
      'OrdersDropped',
      'AuctionsOverdue',
      ...BUDGETS,
    ],
    spares: ['PaymentSuccessLow', 'StockLow', 'DatabaseConnectionsHigh', ...SERVERS],
    alone: 'Whatever asks the database fails.',
    seconds: 900,
    share: 1,
  },
  {
    name: 'cache-flushed',
    does: 'The cache is emptied twice a second.',
    crosses: [missing],
    fires: ['CacheHitRatioLow'],
    spares: ['CacheOperationsFailing', 'PaymentSuccessLow', 'StockLow', ...ANSWERS, ...SERVERS],
    seconds: 1800,
    share: 1,
  },
  {
    name: 'cache-gone',
    does: 'The shop loses its connection to the cache, which runs on.',
    crosses: [
      missing,
      {
        limit: 'L14',
        signal: 'sum(rate(cache_operation_failures_total[$window])) / sum(rate(cache_requests_total[$window]))',
        above: 0.05,
      },
    ],
    fires: ['CacheOperationsFailing', 'CacheHitRatioLow'],
    spares: ['PaymentSuccessLow', 'StockLow', ...ANSWERS, ...SERVERS],
    alone: 'What the cache answered the database answers, and more slowly.',
    seconds: 1800,
    share: 1,
  },
  {
    name: 'full-disk',
    does: "The disk of the customers' files is filled; only a small file system of its own is, never the machine's.",
    crosses: [{ limit: 'L29', signal: 'min(upload_directory_free_bytes{upload="shop"})', below: 4_194_304 }],
    fires: ['UploadSpaceLow'],
    spares: ['PaymentSuccessLow', 'StockLow', 'DiskUsageHigh', ...ANSWERS, ...SERVERS],
    seconds: 900,
    share: 1,
  },
  {
    name: 'failed-backup',
    does: 'The newest backup seems two days old, and the check by restoring has failed.',
    crosses: [
      { limit: 'L28', signal: 'min(backup_restore_check_success{backup="shop"})', below: 1 },
      { limit: 'L28', signal: 'time() - max(backup_last_success_timestamp_seconds{backup="shop"})', above: 93_600 },
    ],
    fires: ['BackupTooOld', 'BackupRestoreFailed'],
    spares: ['PaymentSuccessLow', 'StockLow', ...ANSWERS, ...SERVERS],
    seconds: 1800,
    share: 1,
  },
] as const satisfies readonly FaultSwitch[]
