/** Which processors a process may use, where Linux and its taskset say so; elsewhere the system chooses. */
import { spawnSync } from 'node:child_process'

/** Keeps every thread of the process, and what it starts from now on, to these processors. Says whether that could be done. */
export const keepTo = (pid: number, first: number, last: number): boolean =>
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', `${first}-${last}`, String(pid)], { stdio: 'ignore' }).status === 0
