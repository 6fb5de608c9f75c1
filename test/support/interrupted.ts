/** A run that is interrupted leaves nothing behind: vitest lets go of its workers then, and forbids them process.exit(). */
function leave(): void {
  process.emit('exit', 130)
  process.kill(process.pid, 'SIGKILL')
}

process.once('disconnect', leave)
process.once('SIGTERM', leave)
