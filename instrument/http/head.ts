/**
 * The last moment at which an answer can be given a header. Error handlers of Koa and Express clear every header that
 * was set before, so one that must be on each answer is set when the head is written.
 */
import { ServerResponse } from 'node:http'

type WriteHead = ServerResponse['writeHead']
type Task = () => void

/**
 * Where a plain answer keeps its tasks; the same property on each, so that all share one hidden class. A list, because one task
 * around another outlives the young generation with all of its request: that costs more than everything else that is measured.
 */
const TASKS = Symbol('plimsoll tasks')
/** Told to the listeners of an answer with a prototype of its own, where a new property costs more than a measurement. */
const HEAD = Symbol('plimsoll head')

type Answer = ServerResponse & { [TASKS]?: Task[] }

const running = (original: WriteHead): WriteHead => {
  function writeHead(this: Answer, ...words: Parameters<WriteHead>): ServerResponse {
    for (const task of this[TASKS] ?? []) task()
    return original.apply(this, words)
  }
  return writeHead as WriteHead
}

const plain = running(ServerResponse.prototype.writeHead)

const ofPlainAnswer = (response: Answer, task: Task): void => {
  const earlier = response[TASKS]
  if (earlier !== undefined) return void earlier.push(task)
  const original = response.writeHead
  response[TASKS] = [task]
  response.writeHead = original === ServerResponse.prototype.writeHead ? plain : running(original)
}

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
 * Runs the task right before the head of this answer is written; several run in their order.
 *
 * Where a framework put a prototype of its own between, writeHead is replaced once on that: Express gives each answer
 * another prototype and with it a hidden class of its own, on which a new property costs more than the whole measurement.
 */
export const beforeHead = (response: ServerResponse, task: Task): void => {
  const prototype: ServerResponse = Object.getPrototypeOf(response)
  if (prototype === ServerResponse.prototype) return ofPlainAnswer(response, task)
  response.on(HEAD, task)
  interceptOnce(prototype)
}
