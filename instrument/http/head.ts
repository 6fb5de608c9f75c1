/**
 * The last moment at which an answer can be given a header. Error handlers of Koa and Express clear every header that
 * was set before, so one that must be on each answer is set when the head is written.
 */
import { ServerResponse } from 'node:http'

type WriteHead = ServerResponse['writeHead']

/** Told to an answer's listeners: the emitter keeps what belongs to one answer at a fraction of a WeakMap's cost. */
const HEAD = Symbol('plimsoll head')

const intercepted = new WeakSet<object>()

const intercepting = (original: WriteHead): WriteHead => {
  function writeHead(this: ServerResponse, ...words: Parameters<WriteHead>): ServerResponse {
    this.emit(HEAD)
    return original.apply(this, words)
  }
  return writeHead as WriteHead
}

const plain = intercepting(ServerResponse.prototype.writeHead)

const interceptOnce = (prototype: ServerResponse): void => {
  if (intercepted.has(prototype)) return
  intercepted.add(prototype)
  prototype.writeHead = intercepting(prototype.writeHead)
}

/**
 * Runs the task right before the head of this answer is written; several run in their order.
 *
 * Where a framework put a prototype of its own between, writeHead is replaced once on that: Express gives each answer
 * another prototype and with it a hidden class of its own, on which a new property costs more than the whole measurement.
 */
export const beforeHead = (response: ServerResponse, task: () => void): void => {
  response.on(HEAD, task)
  const prototype: ServerResponse = Object.getPrototypeOf(response)
  if (prototype !== ServerResponse.prototype) return interceptOnce(prototype)
  if (response.listenerCount(HEAD) > 1) return
  const original = response.writeHead
  response.writeHead = original === ServerResponse.prototype.writeHead ? plain : intercepting(original)
}
