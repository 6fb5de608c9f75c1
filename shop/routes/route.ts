import type { Context } from 'koa'

/** One address of the shop; the application adds to each what all of them have. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** Template as @koa/router reads it, such as /api/products/:id; also the metrics' `route`. */
  readonly path: string
  readonly handle: (context: Context) => void | Promise<void>
}
