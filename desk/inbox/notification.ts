import { Ajv } from 'ajv'
import type { ErrorObject } from 'ajv'
import { STATUSES, URGENCIES } from './alert.js'
import type { Status, Strings, ToldAlert, Urgency } from './alert.js'
import { BadRequest } from './bad-request.js'

/** Far above what real alerts carry: an alert refused here is an alert that nobody sees. */
export const LIMITS = Object.freeze({ alerts: 5000, strings: 64, name: 256, label: 4096, annotation: 16_384, url: 16_384 })

interface WireAlert {
  readonly status: Status
  readonly labels: Strings
  readonly annotations?: Strings
  readonly startsAt: string
  readonly endsAt?: string
  readonly generatorURL?: string
  readonly fingerprint: string
}

interface WireNotification {
  readonly alerts: readonly WireAlert[]
}

const strings = (longest: number) => ({
  type: 'object',
  maxProperties: LIMITS.strings,
  propertyNames: { type: 'string', minLength: 1, maxLength: LIMITS.name },
  additionalProperties: { type: 'string', maxLength: longest },
})

const ajv = new Ajv({ strict: true })
ajv.addFormat('instant', (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text)))

/** Fields that newer Alertmanagers add are let through: only what the desk reads is checked. */
const isNotification = ajv.compile<WireNotification>({
  type: 'object',
  required: ['version', 'alerts'],
  properties: {
    version: { const: '4' },
    alerts: {
      type: 'array',
      maxItems: LIMITS.alerts,
      items: {
        type: 'object',
        required: ['status', 'labels', 'startsAt', 'fingerprint'],
        properties: {
          status: { enum: STATUSES },
          labels: strings(LIMITS.label),
          annotations: strings(LIMITS.annotation),
          startsAt: { type: 'string', format: 'instant' },
          endsAt: { type: 'string', format: 'instant' },
          generatorURL: { type: 'string', maxLength: LIMITS.url },
          fingerprint: { type: 'string', pattern: '^[0-9a-f]{16}$' },
        },
      },
    },
  },
})

const complaint = (error: ErrorObject | undefined): string => {
  const where = error?.instancePath === '' ? 'it' : `"${error?.instancePath.slice(1).replaceAll('/', '.')}"`
  return `This is no Alertmanager notification of version 4: ${where} ${error?.message ?? 'is malformed'}.`
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; an alert must not be lost over one character. */
const storable = (text: string): string =>
  text.replaceAll('\0', '\uFFFD').replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')

const storableStrings = (texts: Strings): Strings =>
  Object.freeze(Object.fromEntries(Object.entries(texts).map(([name, text]) => [storable(name), storable(text)])))

const urgencyOf = (labels: Strings): Urgency => URGENCIES.find((urgency) => urgency === labels['priority']) ?? 'none'

const toldAlert = (wire: WireAlert): ToldAlert => {
  const labels = storableStrings(wire.labels)
  return Object.freeze({
    fingerprint: wire.fingerprint,
    status: wire.status,
    alertname: labels['alertname'] ?? 'unnamed',
    urgency: urgencyOf(labels),
    labels,
    annotations: storableStrings(wire.annotations ?? {}),
    generatorUrl: storable(wire.generatorURL ?? ''),
    startsAt: new Date(wire.startsAt).toISOString(),
    endsAt: wire.status === 'resolved' && wire.endsAt !== undefined ? new Date(wire.endsAt).toISOString() : undefined,
  })
}

/** One row an alert: of two occurrences in one notification the later start stands, of two equal ones the later word. */
const latestOfEach = (alerts: readonly ToldAlert[]): readonly ToldAlert[] => {
  const latest = new Map<string, ToldAlert>()
  for (const alert of alerts) {
    const known = latest.get(alert.fingerprint)
    if (known === undefined || known.startsAt <= alert.startsAt) latest.set(alert.fingerprint, alert)
  }
  return [...latest.values()]
}

/**
 * Reads the body of Alertmanager's webhook, version 4, which 0.25 to 0.34 send.
 *
 * @throws BadRequest with one sentence that names the field.
 * @example parseNotification({ version: '4', alerts: [{ status: 'firing', labels: { alertname: 'TargetDown' }, … }] })
 */
export const parseNotification = (body: unknown): readonly ToldAlert[] => {
  if (!isNotification(body)) throw new BadRequest(complaint(isNotification.errors?.[0]))
  return latestOfEach(body.alerts.map(toldAlert))
}
