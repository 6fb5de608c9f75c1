import type { Command } from 'commander'
import { Option } from 'commander'
import { createTwoFilesPatch } from 'diff'
import { join, resolve } from 'node:path'
import type { Difference } from '../../generator/emit/index.js'
import { packageRoot } from '../../configuration/index.js'

interface Options {
  readonly check?: boolean
  readonly environment?: string
  readonly into: string
  readonly json?: boolean
}

const diffText = ({ path, onDisk, generated }: Difference): string =>
  createTwoFilesPatch(
    path,
    path,
    onDisk ?? '',
    generated ?? '',
    onDisk === undefined ? 'not there' : 'on disk',
    generated === undefined ? 'not generated' : 'generated',
  )

const kindOf = ({ onDisk, generated }: Difference): string => {
  if (onDisk === undefined) return 'new'
  return generated === undefined ? 'removed' : 'changed'
}

const report = (changes: readonly Difference[], { check, json }: Options): string => {
  if (json)
    return JSON.stringify(
      changes.map((change) => ({ path: change.path, is: kindOf(change) })),
      undefined,
      2,
    )
  if (changes.length === 0) return 'all documents are as the definition says'
  if (check)
    return `${changes.map(diffText).join('\n')}\n${changes.length} documents differ from the definition: run plimsoll generate and commit them`
  return changes.map((change) => `${kindOf(change).padEnd(8)}${change.path}`).join('\n')
}

const run = async (options: Options): Promise<void> => {
  const [{ containerSite, differences, documentsOf, OWNED_FOLDERS, readText, writeDifferences }, { siteDefinition, warn }] =
    await Promise.all([import('../../generator/emit/index.js'), import('../overrides.js')])
  const root = resolve(options.into)
  const { definition, warnings } = siteDefinition(root, options.environment)
  warn(warnings)
  const documents = documentsOf(containerSite(), (path) => readText(join(root, path)), definition)
  const changes = differences(root, documents, OWNED_FOLDERS)
  if (!options.check) writeDifferences(root, changes)
  process.stdout.write(`${report(changes, options)}\n`)
  if (options.check && changes.length > 0) process.exitCode = 1
}

/** plimsoll generate: every document of the definition. */
export const registerGenerate = (program: Command): void => {
  program
    .command('generate')
    .description('write scrape jobs, rules and their tests, routes, dashboards and runbooks from the definition')
    .option('--check', 'write nothing; print what differs and exit with 1')
    .option('--into <folder>', 'the folder to write into; its overrides.yaml is applied', packageRoot)
    .addOption(new Option('--environment <name>', 'apply the overrides of this environment as well').env('PLIMSOLL_ENVIRONMENT'))
    .option('--json', 'print the changes for a program')
    .addHelpText(
      'after',
      '\nExamples:\n  plimsoll generate\n  plimsoll generate --check\n  plimsoll generate --environment staging --into /srv/staging',
    )
    .action(run)
}
