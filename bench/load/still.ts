/**
 * A shop's jobs that never run. Two shops on one database would share the orders to be sent by chance, and a round of them
 * costs as much as hundreds of requests.
 */
export const startJobs = (): (() => Promise<void>) => () => Promise.resolve()
