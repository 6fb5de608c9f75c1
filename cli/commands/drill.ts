import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { readSecret, type Secret } from '../../configuration/index.js'
import { services } from '../../definition/site/index.js'
import { untilTold } from '../running.js'

interface Options {
  readonly shopUrl?: string
  readonly deskUrl?: string
  readonly prometheusUrl?: string
  readonly tokenFile?: string
  readonly patience: number
  readonly together?: boolean
  readonly json?: boolean
}

const url = (text: string): string => {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '')
  throw new InvalidArgumentError('Give an address such as http://127.0.0.1:4000.')
}

const minutes = (text: string): number => {
  const number = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && number > 0 && number <= 55) return number
  throw new InvalidArgumentError('Give a number of minutes, 55 at most.')
}

/** Where a service of this machine listens: its usual port, or the variable that moves it. */
const near = ({ port, portVariable }: { readonly port: number; readonly portVariable: string }): string =>
  `http://127.0.0.1:${process.env[portVariable] || port}`

const tokenIn = (file: string | undefined): Secret | undefined =>
  readSecret({
    key: 'FAULTS_TOKEN_FILE or FAULTS_TOKEN',
    where: 'environment',
    file: file ?? process.env['FAULTS_TOKEN_FILE'],
    variable: process.env['FAULTS_TOKEN'] ? 'FAULTS_TOKEN' : undefined,
    environment: process.env,
  })

const print = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const run = async (faults: readonly string[], options: Options): Promise<void> => {
  const { shopUrl, deskUrl, prometheusUrl, tokenFile, patience, together, json } = options
  const { drill, drillTogether, findStack, isProof, switchesOf, tableOf } = await import('../../drill/index.js')
  const stack = await findStack({
    shop: shopUrl ?? near(services.shop),
    desk: deskUrl ?? near(services.desk),
    prometheus: prometheusUrl ?? near(services.prometheus),
    token: tokenIn(tokenFile),
  })
  if (faults.length === 0) return print(json ? JSON.stringify(stack.switches, undefined, 2) : await switchesOf(stack))
  const signal = untilTold()
  const say = (line: string): void => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
  const drilled = await (together ? drillTogether : drill)(stack, faults, { patienceSeconds: patience * 60, signal, say })
  print(json ? JSON.stringify(drilled, undefined, 2) : tableOf(drilled))
  // a listener on a signal would keep nothing alive, but a drill that was stopped has proved nothing
  if (signal.aborted || !isProof(drilled)) process.exitCode = 1
}

const urlOption = (name: string, what: string, variable: string): Option => new Option(`--${name} <url>`, what).env(variable).argParser(url)

/** plimsoll drill: does the right alarm come, and only that one? */
export const registerDrill = (program: Command): void => {
  program
    .command('drill')
    .argument('[faults...]', 'what to break, one after the other, or all; left away, the switches and their rounds are listed')
    .description('break a running stack on purpose and time the alarm: from the switch to the inbox, and back')
    .addOption(urlOption('shop-url', 'the shop with the switches; http://127.0.0.1:4000 when left away', 'PLIMSOLL_SHOP_URL'))
    .addOption(urlOption('desk-url', 'the desk; http://127.0.0.1:9465 when left away', 'PLIMSOLL_DESK_URL'))
    .addOption(urlOption('prometheus-url', 'Prometheus; http://127.0.0.1:9090 when left away', 'PLIMSOLL_PROMETHEUS_URL'))
    .option('--token-file <file>', "the shop's FAULTS_TOKEN, where it asks for one; else FAULTS_TOKEN_FILE or FAULTS_TOKEN")
    .addOption(new Option('--patience <minutes>', 'how long an alarm may take to come, and to go').default(30).argParser(minutes))
    .option('--together', "throw those at once whose alarms cannot be taken for each other's: fewer rounds")
    .option('--json', 'print it for a program')
    .addHelpText(
      'after',
      '\nWhat is broken is healed: at its end, at Ctrl-C, and by its own time.\n\nExamples:\n  plimsoll drill\n  plimsoll drill declined-payments\n  plimsoll drill all --together',
    )
    .action(run)
}
