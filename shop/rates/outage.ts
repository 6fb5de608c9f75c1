/** How the stand-in is broken: it never answers, it answers 500, or it takes a second and a half. */
type Kind = 'dead' | 'failing' | 'slow'

interface Current {
  readonly kind: Kind
  readonly until: Date
}

export interface Outage {
  readonly start: (kind: Kind, seconds: number) => Current
  /** Ends it; says whether there was one. */
  readonly end: () => boolean
  readonly current: () => Current | undefined
}

/** An outage ends with its time and with its process. */
export const createOutage = (now: () => number = Date.now): Outage => {
  let last: Current | undefined
  const current = (): Current | undefined => (last && last.until.getTime() > now() ? last : undefined)
  return {
    current,
    start: (kind, seconds) => (last = Object.freeze({ kind, until: new Date(now() + seconds * 1000) })),
    end: () => {
      const was = current() !== undefined
      last = undefined
      return was
    },
  }
}
