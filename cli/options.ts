import { InvalidArgumentError, Option } from 'commander'

const portNumber = (text: string): number => {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a number from 0 to 65535; 0 takes a free port.')
  return port
}

/** --port, also from the variable that moves the service's port everywhere. */
export const portOption = (variable: string): Option =>
  new Option('--port <number>', 'port to listen on; 0 takes a free one').env(variable).argParser(portNumber)

export const hostOption = (): Option =>
  new Option('--host <address>', 'address to listen on; 127.0.0.1 when left away').env('PLIMSOLL_HOST')

/** What is given, without the keys that are not: exact optional properties know the difference. */
export const given = <T extends object>(options: T): { readonly [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]: Exclude<T[K], undefined>
  }
