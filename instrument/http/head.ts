/**
 * The last moment at which an answer can be given a header. Error handlers of Koa and Express clear every header that
 * was set before, so one that must be on each answer is added when the head is written.
 */
import { ServerResponse } from 'node:http'
import { once } from '../kept.js'

/** A header of ours. It brings along what its value is read from, since a closure a header is a price that each answer pays. */
interface Line<Source> {
  readonly name: string
  readonly value: (source: Source) => string
  readonly source: Source
  readonly next: Line<unknown> | undefined
}

/** Where a plain answer keeps its lines, the last first; the same property on each, so that all share one hidden class. */
const LINES = Symbol('plimsoll lines')
/** Told to the listeners of an answer with a prototype of its own, where a new property costs more than a measurement. */
const HEAD = Symbol('plimsoll head')

/** Those that were set before, by their names in lower case, or what writeHead was given alone: a list or an object. */
type Headers = object | null | undefined
type StoreHeader = (this: Answer, firstLine: string, headers: Headers) => void

type Answer = ServerResponse & {
  [LINES]?: Line<unknown> | undefined
  /** With this Node.js puts every head together, whoever writes it. */
  _storeHeader: StoreHeader
}

const sameIn = (headers: object, name: string): boolean => {
  const given: readonly unknown[] = Array.isArray(headers) ? headers.flat() : Object.keys(headers)
  return given.some((word) => typeof word === 'string' && word.toLowerCase() === name)
}

/** Whether the application sets this header itself: it must not be there twice. */
const isSet = (name: string, headers: Headers): boolean => {
  if (headers === undefined || headers === null) return false
  return Object.getPrototypeOf(headers) === null ? name in headers : sameIn(headers, name)
}

const linesOf = (response: Answer, headers: Headers): string => {
  let text = ''
  for (let line = response[LINES]; line !== undefined; line = line.next) {
    const value = line.value(line.source)
    if (!isSet(line.name, headers)) text = `${line.name}: ${value}\r\n${text}`
  }
  return text
}

/**
 * Adds the lines as text behind the first one. As headers like others they would be checked and kept in a table that grows for
 * them: two of them then cost a small answer more than all that is counted.
 */
const adding = (original: StoreHeader): StoreHeader => {
  function storeHeader(this: Answer, firstLine: string, headers: Headers): void {
    original.call(this, firstLine + linesOf(this, headers), headers)
  }
  return storeHeader
}

/** Once for all plain answers of the process; those without lines are written as ever. */
const interceptPlain = once((): true => {
  const prototype = ServerResponse.prototype as Answer
  prototype['_storeHeader'] = adding(prototype['_storeHeader'])
  return true
})

type WriteHead = ServerResponse['writeHead']

const intercepted = new WeakSet<object>()

const interceptOnce = (prototype: ServerResponse): void => {
  if (intercepted.has(prototype)) return
  intercepted.add(prototype)
  const original = prototype.writeHead
  function writeHead(this: ServerResponse, ...words: Parameters<WriteHead>): ServerResponse {
    this.emit(HEAD)
    return original.apply(this, words)
  }
  prototype.writeHead = writeHead as WriteHead
}

/**
 * Gives this answer a header whose value is asked for right before its head is written, unless the application sets the same
 * one. Both must be fit for a head as they are, the name in lower case: nothing checks them.
 *
 * Express gives each answer another prototype and with it a hidden class of its own, on which a new property costs more than
 * the whole measurement; a listener sets the header there.
 */
export const headLine = <Source>(response: ServerResponse, name: string, value: (source: Source) => string, source: Source): void => {
  const prototype: ServerResponse = Object.getPrototypeOf(response)
  if (prototype !== ServerResponse.prototype) {
    response.on(HEAD, () => {
      const text = value(source)
      if (!response.hasHeader(name)) response.setHeader(name, text)
    })
    return interceptOnce(prototype)
  }
  interceptPlain()
  const answer = response as Answer
  const line: Line<Source> = { name, value, source, next: answer[LINES] }
  answer[LINES] = line as Line<unknown>
}
