/** Grafana's own unit for each dimension of the language; the same quantity reads the same on every dashboard. */
const UNITS: Readonly<Record<string, string>> = {
  seconds: 's',
  bytes: 'bytes',
  'bytes per second': 'binBps',
  ratio: 'percentunit',
  count: 'short',
  'count per second': 'cps',
  'count per minute': 'cpm',
  money: 'locale',
  'money per hour': 'locale',
  timestamp: 'dateTimeAsIso',
  celsius: 'celsius',
  hertz: 'hertz',
}

/** @throws TypeError for a dimension that no panel can write. */
export const unitOf = (dimension: string): string => {
  const unit = UNITS[dimension]
  if (!unit) throw new TypeError(`no unit of Grafana for "${dimension}": add it to generator/emit/grafana/units.ts`)
  return unit
}
