/**
 * @module Backups of one PostgreSQL database: made by pg_dump, proven by restoring, kept for a number of days.
 */
export { checkNewest, makeBackup } from './backup.js'
export type { BackupOrder, Checked, Made } from './backup.js'
export { dumpFolders, findDumpPrograms, lacksDump, versionOf } from './programs.js'
export { keepBackingUp } from './schedule.js'
export { databaseOf } from './server.js'
