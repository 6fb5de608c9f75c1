import { ANSWERS, BUDGETS, failing, SERVERS, slow, type FaultSwitch } from './fault-switch.js'

/** What breaks in the running program: its memory, its release, its clock. */
export const runningSwitches = [
  {
    name: 'memory-leak',
    does: 'The heap grows until 88 % of what it may hold are used, by 300 MB at most.',
    crosses: [
      {
        limit: 'L17',
        signal: 'max(nodejs_heap_size_used_bytes{service="shop"} / nodejs_heap_size_limit_bytes{service="shop"})',
        above: 0.85,
      },
    ],
    fires: ['HeapNearLimit'],
    echoes: ['EventLoopSlow', 'HttpLatencyHigh', 'MemoryHigh', ...BUDGETS],
    spares: ['PaymentSuccessLow', 'StockLow', 'HttpErrorRatioHigh', ...SERVERS],
    alone: 'A heap that is nearly full is cleared again and again, which makes everything slow.',
    seconds: 900,
    share: 1,
  },
  {
    name: 'lost-sockets',
    does: 'Every half a second a share of the realtime connections is cut without a farewell.',
    crosses: [
      {
        limit: 'L19',
        signal: '1 - sum(rate(shop_realtime_closed_total{reason="lost"}[$window])) / sum(rate(shop_realtime_closed_total[$window]))',
        below: 0.99,
      },
    ],
    fires: ['RealtimeUnstable'],
    echoes: ['RealtimeMessagesLost'],
    spares: ['PaymentSuccessLow', 'StockLow', ...ANSWERS, ...SERVERS],
    seconds: 900,
    share: 0.5,
  },
  {
    name: 'bad-release',
    does: 'Another version seems to run: a share of the requests takes 800 ms, and every third of those fails.',
    crosses: [failing, slow, { limit: 'L32', signal: 'max(shop_release_info{version=~".*-bad"})', above: 0 }],
    fires: ['HttpErrorRatioHigh', 'HttpLatencyHigh'],
    echoes: ['HttpMeanLatencyHigh', ...BUDGETS],
    spares: ['PaymentSuccessLow', 'StockLow', ...SERVERS],
    alone: 'Every route is slow and fails.',
    seconds: 900,
    share: 0.3,
  },
  {
    name: 'clock-skew',
    does: "The shop's clock goes five minutes ahead, in its answers and on its metrics page.",
    crosses: [{ limit: 'L33', signal: 'max(abs(shop_clock_timestamp_seconds - timestamp(shop_clock_timestamp_seconds)))', above: 5 }],
    fires: ['ClockSkewed'],
    spares: ['PaymentSuccessLow', 'StockLow', ...ANSWERS, ...SERVERS],
    seconds: 900,
    share: 1,
  },
] as const satisfies readonly FaultSwitch[]
