/** How a value of each dimension is written by Prometheus's own template functions. */
const TEMPLATES: Readonly<Record<string, readonly [pipe: string, suffix: string]>> = {
  ratio: ['humanizePercentage', ''],
  seconds: ['humanizeDuration', ''],
  bytes: ['humanize1024', 'B'],
  'count per second': ['humanize', '/s'],
}

const templateOf = (unit: string): readonly [string, string] => TEMPLATES[unit] ?? ['humanize', '']

/** The template that prints an alert's value in its own unit. */
export const valueTemplate = (unit: string): string => {
  const [pipe, suffix] = templateOf(unit)
  return `{{ $value | ${pipe} }}${suffix}`
}

/** More digits than any value that lies exactly between two of four digits can have: 16 leave no doubt. */
const EXACT = 20

/** Four digits as Go rounds them: what lies exactly between goes to the even digit, where toExponential() goes up. */
const rounded = (value: number): string => {
  const between = /^(-?\d\.\d\d[02468])50*(e.+)$/.exec(value.toExponential(EXACT))
  return between ? `${between[1]}${between[2]}` : value.toExponential(3)
}

/** Go's %.4g, which the template functions print with. */
const fourDigits = (value: number): string => {
  if (value === 0) return '0'
  const text = rounded(value)
  const exponent = Number(text.slice(text.indexOf('e') + 1))
  if (exponent < -4 || exponent >= 4) return text.replace(/\.?0+e/, 'e').replace(/e([+-])(\d)$/, 'e$10$2')
  return String(Number(text))
}

const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'] as const
const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] as const

const scaledDown = (value: number, base: number, prefixes: readonly string[]): string => {
  let [scaled, prefix] = [value, '']
  for (const next of prefixes) {
    if (Math.abs(scaled) < base) break
    ;[scaled, prefix] = [scaled / base, next]
  }
  return fourDigits(scaled) + prefix
}

const scaledUp = (value: number, suffix = ''): string => {
  let [scaled, prefix] = [value, '']
  for (const next of SMALL) {
    if (Math.abs(scaled) >= 1) break
    ;[scaled, prefix] = [scaled * 1000, next]
  }
  return `${fourDigits(scaled)}${prefix}${suffix}`
}

const humanize = (value: number): string => {
  if (value === 0) return '0'
  return Math.abs(value) >= 1 ? scaledDown(value, 1000, LARGE) : scaledUp(value)
}

const humanizeDuration = (value: number): string => {
  if (value === 0) return '0s'
  if (Math.abs(value) < 1) return scaledUp(value, 's')
  const [sign, whole] = [value < 0 ? '-' : '', Math.trunc(Math.abs(value))]
  const [s, m, h, d] = [whole % 60, Math.trunc(whole / 60) % 60, Math.trunc(whole / 3600) % 24, Math.trunc(whole / 86_400)]
  if (d > 0) return `${sign}${d}d ${h}h ${m}m ${s}s`
  if (h > 0) return `${sign}${h}h ${m}m ${s}s`
  return m > 0 ? `${sign}${m}m ${s}s` : `${sign}${fourDigits(Math.abs(value))}s`
}

/** What valueTemplate() prints for a value; the generated tests expect it word for word. */
export const valueText = (unit: string, value: number): string => {
  const [pipe, suffix] = templateOf(unit)
  if (pipe === 'humanizePercentage') return `${fourDigits(value * 100)}%`
  if (pipe === 'humanizeDuration') return humanizeDuration(value)
  return `${
    pipe === 'humanize1024'
      ? scaledDown(
          value,
          1024,
          LARGE.map((prefix) => `${prefix}i`),
        )
      : humanize(value)
  }${suffix}`
}
