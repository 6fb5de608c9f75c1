/** A run that is interrupted leaves nothing behind: vitest then lets go of its workers, which end as on any other day. */
const leave = (): void => process.exit(130)

process.once('disconnect', leave)
process.once('SIGTERM', leave)
