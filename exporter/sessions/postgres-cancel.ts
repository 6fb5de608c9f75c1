import { connect } from 'node:net'
import type { Client } from 'pg'
import { lookup } from './lookup.js'

const CANCEL_REQUEST = 80_877_102
const GIVE_UP_MILLISECONDS = 2000

/** What pg keeps of the server's BackendKeyData and does not declare. */
interface BackendKey {
  readonly processID: number | null
  readonly secretKey: number | null
}

const cancelMessage = (processId: number, secretKey: number): Buffer => {
  const message = Buffer.alloc(16)
  message.writeInt32BE(16, 0)
  message.writeInt32BE(CANCEL_REQUEST, 4)
  message.writeInt32BE(processId, 8)
  message.writeInt32BE(secretKey, 12)
  return message
}

/**
 * Asks the server to cancel what the client's backend runs, as Ctrl-C in psql does. It takes no session, so it works
 * on a server whose connections are all taken; a server that does not answer is left to its statement_timeout.
 */
export const cancelStatement = (client: Client): void => {
  const { processID, secretKey } = client as unknown as BackendKey
  if (processID === null || secretKey === null) return
  const isPath = client.host.startsWith('/')
  const socket = isPath ? connect(`${client.host}/.s.PGSQL.${client.port}`) : connect({ port: client.port, host: client.host, lookup })
  socket.setTimeout(GIVE_UP_MILLISECONDS, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('connect', () => socket.end(cancelMessage(processID, secretKey)))
  socket.unref()
}
