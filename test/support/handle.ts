/** A server under test, and what may befall it. */
export interface Handle {
  readonly kind: 'native' | 'container'
  readonly host: string
  readonly port: number
  /** Ends it and removes its data; may be called twice. */
  readonly stop: () => Promise<void>
  /** It dies at once, as by SIGKILL; its data stay. */
  readonly kill: () => Promise<void>
  /** It hangs: connections are accepted by the kernel and nobody answers. */
  readonly pause: () => Promise<void>
  readonly resume: () => Promise<void>
  /** Starts it again after `kill`, on the same port with the same data, and waits until it answers. */
  readonly restart: () => Promise<void>
}
