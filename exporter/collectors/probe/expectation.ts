import type { IncomingMessage } from 'node:http'
import type { HeaderRule, HttpRules } from '../../settings/probes/modules.js'
import { ProbeFailure } from './failure.js'
import type { Probing } from './probing.js'

type HttpProbing = Probing<HttpRules>

const checkStatus = ({ statuses }: HttpRules, status: number): void => {
  const isRight = statuses.length > 0 ? statuses.includes(status) : status >= 200 && status < 300
  if (!isRight) throw new ProbeFailure(`the status is ${status} and not ${statuses.length > 0 ? statuses.join(', ') : '200 to 299'}`)
}

/** @throws ProbeFailure for a status, version or protocol that the module does not take. */
export const checkHead = (rules: HttpRules, message: IncomingMessage, isTls: boolean): void => {
  checkStatus(rules, message.statusCode ?? 0)
  if (rules.failsOn === 'tls' && isTls) throw new ProbeFailure('the last answer came over TLS')
  if (rules.failsOn === 'plain' && !isTls) throw new ProbeFailure('the last answer did not come over TLS')
  if (rules.versions.length === 0 || rules.versions.includes(`HTTP/${message.httpVersion}`)) return
  throw new ProbeFailure(`the answer is HTTP/${message.httpVersion} and not ${rules.versions.join(', ')}`)
}

const valuesOf = ({ headers }: IncomingMessage, header: string): readonly string[] => {
  const value = headers[header]
  if (value === undefined) return []
  return typeof value === 'string' ? [value] : value
}

/** Whether any value of the header matches; undefined where the header is missing. */
const matchHeader = async ({ thread, signal }: HttpProbing, message: IncomingMessage, rule: HeaderRule): Promise<boolean | undefined> => {
  const values = valuesOf(message, rule.header)
  for (const value of values) {
    const [found] = await thread.match(value, [rule.pattern], signal)
    if (found) return true
  }
  return values.length === 0 ? undefined : false
}

/** @throws ProbeFailure for a header that does not say what it should. */
export const checkHeaders = async (probing: HttpProbing, message: IncomingMessage): Promise<void> => {
  const refuse = (rule: HeaderRule, word: string) =>
    new ProbeFailure(`the header ${rule.header} ${word} ${JSON.stringify(rule.pattern)}`, true)
  for (const rule of probing.rules.headersMustNotMatch) {
    const found = await matchHeader(probing, message, rule)
    if (found || (found === undefined && !rule.mayBeMissing)) throw refuse(rule, found ? 'matches' : 'is missing and is forbidden')
  }
  for (const rule of probing.rules.headersMustMatch) {
    const found = await matchHeader(probing, message, rule)
    if (found === false || (found === undefined && !rule.mayBeMissing)) throw refuse(rule, 'does not match')
  }
}

/** @throws ProbeFailure for a body that does not say what it should. */
export const checkBody = async ({ rules, thread, signal }: HttpProbing, text: string): Promise<void> => {
  const { bodyMustMatch, bodyMustNotMatch } = rules
  const found = await thread.match(text, [...bodyMustNotMatch, ...bodyMustMatch], signal)
  for (const [index, pattern] of bodyMustNotMatch.entries()) {
    if (found[index]) throw new ProbeFailure(`the body matches ${JSON.stringify(pattern)}`, true)
  }
  for (const [index, pattern] of bodyMustMatch.entries()) {
    if (!found[bodyMustNotMatch.length + index]) throw new ProbeFailure(`the body does not match ${JSON.stringify(pattern)}`, true)
  }
}
