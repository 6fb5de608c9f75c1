/** What happens while people watch: published under a topic, such as `auction:7` or `user:3`, to those who listen. */
export interface RealtimeEvent {
  /** What happened, such as `bid`; the page decides by it what to do. */
  readonly type: string
  readonly [field: string]: unknown
}

type Listener = (event: RealtimeEvent, topic: string) => void

export interface Hub {
  /** Tells everybody who listens to the topic now; nobody later. */
  readonly publish: (topic: string, event: RealtimeEvent) => void
  /** Listens until the function that it returns is called. */
  readonly subscribe: (topic: string, listener: Listener) => () => void
}

/** A hub of this process; a shop of several processes would put Redis behind the same two functions. */
export const createHub = (): Hub => {
  const topics = new Map<string, Set<Listener>>()
  return Object.freeze({
    publish: (topic, event) => {
      for (const listener of topics.get(topic) ?? []) listener(event, topic)
    },
    subscribe: (topic, listener) => {
      const listeners = topics.get(topic) ?? new Set<Listener>()
      topics.set(topic, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic)
      }
    },
  } satisfies Hub)
}
