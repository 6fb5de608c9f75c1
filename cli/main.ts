#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { registerBackup } from './commands/backup.js'
import { registerCheck } from './commands/check.js'
import { registerDesk } from './commands/desk.js'
import { registerDrill } from './commands/drill.js'
import { registerGenerate } from './commands/generate.js'
import { registerServe } from './commands/serve.js'
import { registerDown, registerStatus, registerUp } from './commands/stack.js'
import { exitCodeOf, sentenceOf } from './failures.js'
import { release } from '../configuration/index.js'

const program = new Command('plimsoll')
  .description('How much is too much, written once: rules, routes, dashboards and runbooks from it, and the exporter that measures.')
  .version(release.version)
  .showHelpAfterError('(plimsoll --help lists the commands)')
  .addHelpText('after', '\nExit status: 0 all is well, 1 something was found, 2 used wrongly.')
  .exitOverride()

for (const register of [
  registerUp,
  registerStatus,
  registerDown,
  registerGenerate,
  registerCheck,
  registerServe,
  registerDesk,
  registerDrill,
  registerBackup,
])
  register(program)
for (const command of program.commands) command.exitOverride()

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) process.stderr.write(`plimsoll: ${sentenceOf(error)}\n`)
  process.exitCode = exitCodeOf(error)
}
