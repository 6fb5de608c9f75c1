/** When is a program up? Each probe asks it to do its real work once. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { connect } from 'node:net'
import { Client } from 'pg'
import { StartError } from './failure.js'
import { pauseFor } from './processes.js'
import type { Running } from './processes.js'

/** Resolves when the program does its work, rejects when it does not yet. */
export type Probe = (signal: AbortSignal) => Promise<unknown>

export interface Patience {
  /** Seconds until we give up. */
  readonly seconds: number
  readonly signal?: AbortSignal
}

/** No single question may take longer. */
const QUESTION_MILLISECONDS = 2_000
/** Characters of a log line that an error quotes. */
const LONGEST = 600

/**
 * Waits until the probe succeeds.
 * @throws StartError when the process ends first or the time is over, with the last lines of its log.
 */
export async function untilReady(running: Running, probe: Probe, { seconds, signal }: Patience): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  let reason = 'it did not answer'
  for (let wait = 20; Date.now() < deadline; wait = Math.min(wait * 1.5, 250)) {
    signal?.throwIfAborted()
    const exit = running.exit()
    if (exit) throw new StartError(`${running.name} ended with ${exit.signal ?? exit.code} before it was ready${said(running.log)}`)
    try {
      const bound = AbortSignal.timeout(QUESTION_MILLISECONDS)
      await probe(signal ? AbortSignal.any([signal, bound]) : bound)
      // an answer from somebody else at the same address does not make a dead process ready
      if (!running.exit()) return
      continue
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
    }
    await pauseFor(wait)
  }
  throw new StartError(`${running.name} was not ready after ${seconds} s (${reason})${said(running.log)}`)
}

/** The last lines of a log file, long ones cut; of a long file only the end is read. */
export function lastLines(log: string, count = 5): readonly string[] {
  return endOf(log)
    .split('\n')
    .filter((line) => line !== '')
    .slice(-count)
    .map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line))
}

function endOf(log: string): string {
  const bytes = Buffer.alloc(4096)
  try {
    const file = openSync(log, 'r')
    try {
      const read = readSync(file, bytes, 0, bytes.length, Math.max(0, fstatSync(file).size - bytes.length))
      return bytes.toString('utf8', 0, read)
    } finally {
      closeSync(file)
    }
  } catch {
    return ''
  }
}

/** Ready when the address answers with 2xx. */
export const httpAnswers =
  (url: string): Probe =>
  async (signal) => {
    const answer = await fetch(url, { signal, redirect: 'manual' })
    await answer.body?.cancel()
    if (!answer.ok) throw new StartError(`${url} answered ${answer.status}`)
  }

/** Ready when it still runs half a second later: for a process that listens nowhere. */
export const survives: Probe = () => pauseFor(500)

/** Ready when `SELECT 1` is answered. */
export const postgresAnswers =
  (url: string): Probe =>
  async () => {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: QUESTION_MILLISECONDS,
      query_timeout: QUESTION_MILLISECONDS,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('SELECT 1')
    } finally {
      await client.end()
    }
  }

/** Ready when PING is answered; a server that is still loading its data says so instead. */
export const redisAnswers =
  (address: { readonly host: string; readonly port: number; readonly password?: string }): Probe =>
  async (signal) => {
    const answer = await redisSays(address, 'PING', signal)
    if (!answer.startsWith('+PONG')) throw new StartError(`Redis answered ${answer.split('\r\n')[0]}`)
  }

/** Sends one inline command and resolves with the first piece of the answer, as the protocol writes it. */
export function redisSays(
  { host, port, password }: { readonly host: string; readonly port: number; readonly password?: string },
  command: string,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const login = password === undefined ? '' : `AUTH ${password}\r\n`
    const socket = connect({ host, port, signal }, () => socket.write(`${login}${command}\r\n`))
    let answer = ''
    socket.setEncoding('utf8').on('error', reject)
    socket.on('close', () => reject(new StartError('Redis closed the connection')))
    socket.on('data', (piece) => {
      answer += piece
      const own = login === '' || !answer.startsWith('+OK') ? answer : answer.slice('+OK\r\n'.length)
      if (!own.includes('\r\n')) return
      resolve(own)
      socket.destroy()
    })
  })
}

/** What a log says last, to end a sentence with. */
export const said = (log: string): string => {
  const lines = lastLines(log)
  return lines.length === 0 ? '' : `; ${log} says last:\n${lines.map((line) => `  ${line}`).join('\n')}`
}
