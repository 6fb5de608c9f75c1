import { randomInt } from 'node:crypto'
import { DNS_PHASES, probe } from '../../../definition/catalogue/index.js'
import type { DnsRules } from '../../settings/probes/modules.js'
import { portOf } from '../../settings/probes/permission.js'
import { firstAddress } from './address.js'
import { createPhaseClock, type PhaseClock } from './clock.js'
import { openConnection } from './connection.js'
import { encodeQuestion, type DnsAnswer } from './dns-message.js'
import { askByTcp, askByUdp } from './dns-transport.js'
import { ProbeFailure } from './failure.js'
import type { Probing } from './probing.js'

type DnsProbing = Probing<DnsRules>
type Clock = PhaseClock<(typeof DNS_PHASES)[number]>

const ask = async (probing: DnsProbing, clock: Clock): Promise<DnsAnswer> => {
  const { rules, url, signal } = probing
  const port = Number(portOf(url))
  const question = encodeQuestion({ id: randomInt(65_536), name: rules.queryName, type: rules.queryType, isRecursive: rules.isRecursive })
  clock.enter('resolve')
  const address = await firstAddress(probing)
  if (rules.transport === 'udp') {
    clock.enter('request')
    return askByUdp(address, port, question, signal)
  }
  clock.enter('connect')
  const socket = await openConnection(address, port, signal)
  clock.enter('request')
  return askByTcp(socket, question, signal)
}

const write = ({ into, labels }: DnsProbing, clock: Clock, answer: DnsAnswer | undefined): void => {
  for (const phase of DNS_PHASES) into.set(probe.probe_dns_duration_seconds, { ...labels, phase }, clock.seconds(phase))
  into.set(probe.probe_dns_answer_rrs, labels, answer?.answers ?? 0)
  into.set(probe.probe_dns_authority_rrs, labels, answer?.authorities ?? 0)
  into.set(probe.probe_dns_additional_rrs, labels, answer?.additionals ?? 0)
  into.set(probe.probe_dns_query_succeeded, labels, answer ? 1 : 0)
}

/** @throws where the server does not answer, or with a code that the module does not take. */
export const probeDns = async (probing: DnsProbing): Promise<void> => {
  const clock = createPhaseClock<(typeof DNS_PHASES)[number]>()
  let answer: DnsAnswer | undefined
  try {
    answer = await ask(probing, clock)
  } finally {
    clock.enter()
    write(probing, clock, answer)
  }
  const { codes } = probing.rules
  if (!codes.includes(answer.code)) throw new ProbeFailure(`the server answers ${answer.code} and not ${codes.join(', ')}`)
}
