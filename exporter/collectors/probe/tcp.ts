import type { Socket } from 'node:net'
import { probe } from '../../../definition/catalogue/index.js'
import type { TcpRules, TcpStep } from '../../settings/probes/modules.js'
import { firstAddress } from './address.js'
import { refuseUntrusted, readCertificate } from './certificate.js'
import { openConnection, secure } from './connection.js'
import { ProbeFailure } from './failure.js'
import { readLines, type Lines } from './lines.js'
import type { Probing } from './probing.js'

type TcpProbing = Probing<TcpRules>

const speakTls = async ({ rules, url, into, labels, signal }: TcpProbing, socket: Socket): Promise<Socket> => {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const tls = await secure(socket, { rules: rules.tls, host, isOwnEndpoint: true }, signal)
  readCertificate(labels.target, tls)(into)
  refuseUntrusted(tls, rules.tls)
  return tls
}

/** Reads lines until one matches; gives what its groups found. */
const awaited = async ({ thread, signal }: TcpProbing, lines: Lines, pattern: string): Promise<readonly string[]> => {
  try {
    for (;;) {
      const [found] = await thread.match(await lines.next(), [pattern], signal)
      if (found) return found
    }
  } catch (error) {
    if (!(error instanceof ProbeFailure) && !signal.aborted) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new ProbeFailure(`no line matches ${JSON.stringify(pattern)}: ${reason}`, true)
  }
}

/** `${1}` in what is sent stands for what the first group of the last expected line found. */
const filled = (text: string, groups: readonly string[]): string =>
  text.replace(/\$\{(\d{1,2})\}/g, (_whole, index: string) => groups[Number(index)] ?? '')

const converse = async (probing: TcpProbing, first: Socket, steps: readonly TcpStep[]): Promise<void> => {
  let socket = first
  let lines = readLines(socket, probing.signal)
  let groups: readonly string[] = []
  for (const { expect, send, startTls } of steps) {
    if (expect !== undefined) groups = await awaited(probing, lines, expect)
    if (send !== undefined) socket.write(`${filled(send, groups)}\n`)
    if (!startTls) continue
    lines.release()
    socket = await speakTls(probing, socket)
    lines = readLines(socket, probing.signal)
  }
}

/** @throws where the endpoint does not take the connection, or does not say what is expected. */
export const probeTcp = async (probing: TcpProbing): Promise<void> => {
  const { rules, url, into, labels, signal } = probing
  let isPatternFailure = false
  try {
    const plain = await openConnection(await firstAddress(probing), Number(url.port), signal)
    const socket = rules.isTls ? await speakTls(probing, plain) : plain
    await converse(probing, socket, rules.steps)
  } catch (error) {
    isPatternFailure = error instanceof ProbeFailure && error.isOfPattern
    throw error
  } finally {
    into.set(probe.probe_failed_due_to_regex, labels, isPatternFailure ? 1 : 0)
  }
}
