/**
 * @module The process that measures: PostgreSQL, Redis, the machine, itself, and what people ask by SQL.
 */
export { serve } from './serve.js'
export type { RunningExporter } from './serve.js'
