import { UsageError } from './errors.js'

export type Environment = Readonly<Record<string, string | undefined>>

const REFERENCE = /\$(\$\{|\{([^}]*)\})/g
const NAMED = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s

/**
 * Puts environment variables into a text: `${NAME}` must be set, `${NAME:-default}` need not, `$${` stands for `${`.
 * What a variable holds is taken as it is and not expanded again.
 *
 * @throws UsageError naming `where`, the place of the text as `file:line`.
 * @example
 * expandEnvironment('${HOST:-127.0.0.1}', {}, 'plimsoll.yaml:3')   // '127.0.0.1'
 */
export const expandEnvironment = (text: string, environment: Environment, where: string): string =>
  text.replace(REFERENCE, (whole, _rest: string, body: string | undefined) => {
    if (body === undefined) return '${'
    const [, name, fallback] = NAMED.exec(body) ?? []
    if (name === undefined) throw new UsageError(`${where}: ${whole} names no environment variable; write \${NAME} or \${NAME:-default}.`)
    const value = environment[name] || fallback
    if (value === undefined) {
      throw new UsageError(`${where}: the environment variable ${name} is not set; set it or write a default as \${${name}:-default}.`)
    }
    return value
  })
