import type { IncomingMessage } from 'node:http'
import { HTTP_PHASES, probe } from '../../../definition/catalogue/index.js'
import type { HttpRules } from '../../settings/probes/modules.js'
import { firstAddress } from './address.js'
import { readBody } from './body.js'
import { createPhaseClock, type PhaseClock } from './clock.js'
import { exchange, type Hop, type HttpAnswer, type HttpPhase } from './exchange.js'
import { checkBody, checkHead, checkHeaders } from './expectation.js'
import { ProbeFailure } from './failure.js'
import { follow, locationOf } from './redirect.js'
import type { Measured, Probing } from './probing.js'

type HttpProbing = Probing<HttpRules>
type Clock = PhaseClock<HttpPhase>

/** What is known so far; a probe that fails on the way shows it too. */
interface Seen {
  redirects: number
  isTls: boolean
  isPatternFailure: boolean
  bytes: number
  answer: HttpAnswer | undefined
  certificate: Measured | undefined
}

const writeHead = ({ into, labels }: HttpProbing, { statusCode = 0, headers, httpVersion }: IncomingMessage): void => {
  const length = headers['content-length'] ?? (statusCode === 204 || statusCode === 304 ? 0 : -1)
  into.set(probe.probe_http_status_code, labels, statusCode)
  into.set(probe.probe_http_version, labels, Number(httpVersion))
  into.set(probe.probe_http_content_length, labels, Number(length))
  const modified = Date.parse(headers['last-modified'] ?? '') / 1000
  into.set(probe.probe_http_last_modified_timestamp_seconds, labels, Number.isNaN(modified) ? undefined : modified)
}

const write = (probing: HttpProbing, clock: Clock, { redirects, isTls, isPatternFailure, bytes, answer, certificate }: Seen): void => {
  const { into, labels } = probing
  for (const phase of HTTP_PHASES) into.set(probe.probe_http_duration_seconds, { ...labels, phase }, clock.seconds(phase))
  into.set(probe.probe_http_redirects, labels, redirects)
  into.set(probe.probe_http_ssl, labels, isTls ? 1 : 0)
  into.set(probe.probe_failed_due_to_regex, labels, isPatternFailure ? 1 : 0)
  into.set(probe.probe_http_uncompressed_body_length, labels, bytes)
  certificate?.(into)
  if (answer?.cipher !== undefined) into.set(probe.probe_tls_cipher_info, { ...labels, cipher: answer.cipher }, 1)
  if (answer) {
    writeHead(probing, answer.message)
    return
  }
  for (const metric of [probe.probe_http_status_code, probe.probe_http_version, probe.probe_http_content_length])
    into.set(metric, labels, 0)
}

/** Asks and follows until an answer is no redirect. */
const lastAnswer = async (probing: HttpProbing, clock: Clock, seen: Seen): Promise<HttpAnswer> => {
  const { rules, url } = probing
  clock.enter('resolve')
  let hop: Hop = { url, address: await firstAddress(probing), method: rules.method, body: rules.body, isOwnEndpoint: true }
  for (;;) {
    seen.certificate = undefined
    const answer = await exchange(probing, hop, clock, (measured) => {
      seen.certificate = measured
    })
    seen.answer = answer
    seen.isTls = hop.url.protocol === 'https:'
    const next = rules.followsRedirects ? locationOf(answer.message, hop) : undefined
    if (!next) return answer
    answer.message.destroy()
    clock.enter('resolve')
    seen.redirects += 1
    hop = await follow(probing, hop, { url: next, status: answer.message.statusCode ?? 0, count: seen.redirects })
  }
}

/** @throws where the endpoint does not answer, or not as the module wants. */
export const probeHttp = async (probing: HttpProbing): Promise<void> => {
  const { rules, signal } = probing
  const clock = createPhaseClock<HttpPhase>()
  const seen: Seen = { redirects: 0, isTls: false, isPatternFailure: false, bytes: 0, answer: undefined, certificate: undefined }
  try {
    const { message } = await lastAnswer(probing, clock, seen)
    const isKept = rules.bodyMustMatch.length + rules.bodyMustNotMatch.length > 0
    const body = await readBody(message, rules.bodyLimit, isKept, signal)
    clock.enter()
    seen.bytes = body.bytes
    checkHead(rules, message, seen.isTls)
    await checkHeaders(probing, message)
    await checkBody(probing, body.text)
  } catch (error) {
    seen.isPatternFailure = error instanceof ProbeFailure && error.isOfPattern
    throw error
  } finally {
    clock.enter()
    write(probing, clock, seen)
  }
}
