import { createSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import { decodeAnswer, type DnsAnswer } from './dns-message.js'
import { ProbeFailure } from './failure.js'
import type { Address } from './ip.js'

/** Asks over UDP; a message that answers something else is passed over. */
export const askByUdp = ({ address, family }: Address, port: number, question: Buffer, signal: AbortSignal): Promise<DnsAnswer> =>
  new Promise((resolve, reject) => {
    const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
    const settle = (work: () => void): void => {
      socket.removeAllListeners('message')
      signal.removeEventListener('abort', onAbort)
      socket.close()
      work()
    }
    const onAbort = () => settle(() => reject(signal.reason))
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', (error) => settle(() => reject(error)))
    socket.on('message', (message) => {
      const answer = decodeAnswer(message, question)
      if (answer) settle(() => resolve(answer))
    })
    // connected, so that a closed port is told and nobody else's messages are taken
    socket.connect(port, address, () => socket.send(question))
  })

/** Asks over a connection that is there, with the length before each message. */
export const askByTcp = (socket: Socket, question: Buffer, signal: AbortSignal): Promise<DnsAnswer> =>
  new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(question.length)
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part])
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return
      const answer = decodeAnswer(received.subarray(2), question)
      if (answer) resolve(answer)
      else reject(new ProbeFailure('the server answers something else'))
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new ProbeFailure('the server closed the connection')))
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    socket.write(Buffer.concat([length, question]))
  })
