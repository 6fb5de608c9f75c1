/**
 * @module The desk: takes in what Alertmanager tells, keeps it, and shows a person on call what is firing.
 */
export { serveDesk } from './serve.js'
export type { RunningDesk } from './serve.js'
export type { DeskOptions } from './settings.js'
