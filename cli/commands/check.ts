import type { Command } from 'commander'
import { resolve } from 'node:path'
import { packageRoot } from '../../configuration/index.js'

interface Options {
  readonly json?: boolean
  readonly site: string
}

const run = async ({ json, site }: Options): Promise<void> => {
  const [{ findings }, { expiredFindings }, { siteDefinition, today }] = await Promise.all([
    import('../../generator/check/index.js'),
    import('../../generator/overrides/index.js'),
    import('../overrides.js'),
  ])
  // read for every environment that the file names: a value that is wrong in one of them does not get this far
  const { definition, overrides } = siteDefinition(resolve(site), undefined)
  const found = [...findings(definition), ...expiredFindings(overrides, today())]
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
    .description('find what the compiler cannot: levels out of order, limits that never fire, overrides past their day')
    .option('--site <folder>', 'the folder whose overrides.yaml is checked too', packageRoot)
    .option('--json', 'print the findings for a program')
    .addHelpText('after', '\nExample:\n  plimsoll check')
    .action(run)
}
