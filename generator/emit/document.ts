/** A file that generate writes: its path from the root of the site, and the whole of its text. */
export interface Document {
  readonly path: string
  readonly text: string
}
