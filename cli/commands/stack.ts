import type { Command } from 'commander'
import { packageRoot } from '../../configuration/index.js'

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const start = async (): Promise<void> => {
  const [{ stopRequests, up }, { nativePlan, PUBLISHED }, { siteDefinition, warn }] = await Promise.all([
    import('../../stack/index.js'),
    import('../native-plan.js'),
    import('../overrides.js'),
  ])
  const project = packageRoot
  const { definition, warnings } = siteDefinition(project, process.env['PLIMSOLL_ENVIRONMENT'])
  warn(warnings)
  const order = { project, environment: process.env, published: PUBLISHED, plan: nativePlan(project, definition) }
  process.exitCode = (await up(order, print, stopRequests())) ? 0 : 1
}

const stop = async (): Promise<void> => {
  const { down } = await import('../../stack/index.js')
  const { supervisor, leftovers } = await down({ project: packageRoot, environment: process.env })
  if (supervisor !== undefined) print(`stopped the stack of process ${supervisor}`)
  if (leftovers.length > 0) print(`stopped what an earlier start had left running: ${leftovers.join(', ')}`)
  if (supervisor === undefined && leftovers.length === 0) print('nothing was running')
}

interface StatusOptions {
  readonly json?: boolean
}

const tell = async ({ json }: StatusOptions): Promise<void> => {
  const { status } = await import('../../stack/index.js')
  const told = await status({ project: packageRoot, environment: process.env })
  if (json) print(JSON.stringify(told, undefined, 2))
  else if (told.services.length === 0) print('nothing runs: plimsoll up starts the stack')
  else for (const { name, state, what, since } of told.services) print(`${state.padEnd(10)} ${name.padEnd(13)} ${what}, since ${since}`)
  if (told.services.length === 0 || told.services.some(({ state }) => state !== 'up')) process.exitCode = 1
}

/** plimsoll up: the whole stack from native programs. */
export const registerUp = (program: Command): void => {
  program
    .command('up')
    .description('start shop, exporter, desk, Prometheus, Alertmanager, PostgreSQL and Redis as native programs; Ctrl-C stops them')
    .addHelpText(
      'after',
      '\nExamples:\n  plimsoll up\n  PLIMSOLL_PROMETHEUS_PORT=9191 plimsoll up\n  PLIMSOLL_ENVIRONMENT=staging plimsoll up',
    )
    .action(start)
}

export const registerDown = (program: Command): void => {
  program.command('down').description('stop the stack that plimsoll up started').action(stop)
}

export const registerStatus = (program: Command): void => {
  program
    .command('status')
    .description('tell what of the stack runs; exits with 1 unless everything is up')
    .option('--json', 'print it for a program')
    .action(tell)
}
