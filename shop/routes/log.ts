import type { Context } from 'koa'
import type { Logger } from 'pino'

/** The log of one request: every line that it writes carries the request's correlation id. */
export const logOf = (context: Context): Logger => context.state['log'] as Logger
