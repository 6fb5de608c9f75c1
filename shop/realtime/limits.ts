/** What one visitor, and all of them together, may ask of the channel. */
export interface RealtimeLimits {
  readonly connections: number
  readonly connectionsPerSession: number
  readonly topicsPerConnection: number
  /** Messages that a connection may send from one heartbeat to the next. */
  readonly messagesPerHeartbeat: number
  readonly messageBytes: number
  /** What may wait for a connection that reads slowly. */
  readonly backlogBytes: number
  /** A connection that has not answered one heartbeat when the next is due is ended. */
  readonly heartbeatSeconds: number
}

export const REALTIME_LIMITS: RealtimeLimits = Object.freeze({
  connections: 2000,
  connectionsPerSession: 5,
  topicsPerConnection: 50,
  messagesPerHeartbeat: 200,
  messageBytes: 1024,
  backlogBytes: 262_144,
  heartbeatSeconds: 20,
})
