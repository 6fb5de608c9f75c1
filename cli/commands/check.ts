import type { Command } from 'commander'

interface Options {
  readonly json?: boolean
}

const run = async ({ json }: Options): Promise<void> => {
  const { findings } = await import('../../generator/check/index.js')
  const found = findings()
  const text = json
    ? JSON.stringify(found, undefined, 2)
    : found.map(({ check, subject, sentence }) => `${subject}: ${sentence} (docs/checks/${check}.md)`).join('\n')
  process.stdout.write(`${text || 'the definition passes every check'}\n`)
  if (found.length > 0) process.exitCode = 1
}

/** plimsoll check: what a type cannot refuse. */
export const registerCheck = (program: Command): void => {
  program
    .command('check')
    .description('find what the compiler cannot: levels out of order, limits that never fire, windows too short')
    .option('--json', 'print the findings for a program')
    .addHelpText('after', '\nExample:\n  plimsoll check')
    .action(run)
}
