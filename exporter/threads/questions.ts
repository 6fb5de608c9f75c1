/** What the thread is asked. */
export type Question =
  | { readonly kind: 'password'; readonly password: string; readonly hash: string }
  | { readonly kind: 'patterns'; readonly text: string; readonly patterns: readonly string[] }

/** For a pattern: what it and its groups found first, null where it found nothing. */
export type Match = readonly string[] | null

export type Answer = boolean | readonly Match[]
