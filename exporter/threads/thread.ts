import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { packageRoot } from '../../configuration/index.js'
import { createTurns } from '../sessions/turns.js'
import type { Answer, Match, Question } from './questions.js'

/** A worker can only be started from JavaScript, from the sources too. */
const PROGRAM = join(packageRoot, 'dist/exporter/threads/worker.js')
/** An idle thread costs some 10 MB; starting one takes 50 ms and more, which a probe would show. */
const IDLE_SECONDS = 600

/** Answers one question at a time, in a thread that is started when it is needed. */
export interface WorkThread {
  /** Whether the password belongs to the bcrypt hash. */
  readonly isPassword: (password: string, hash: string, signal: AbortSignal) => Promise<boolean>
  /** What each pattern (RE2) finds in the text. */
  readonly match: (text: string, patterns: readonly string[], signal: AbortSignal) => Promise<readonly Match[]>
  readonly close: () => Promise<void>
}

const askWorker = (worker: Worker, question: Question, signal: AbortSignal): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const listeners = [
      ['message', (answer: Answer) => settle(() => resolve(answer))],
      ['error', (error: unknown) => settle(() => reject(error))],
      ['exit', () => settle(() => reject(new Error('the thread ended before it answered')))],
    ] as const
    const settle = (work: () => void) => {
      for (const [event, listener] of listeners) worker.off(event, listener)
      signal.removeEventListener('abort', onAbort)
      work()
    }
    const onAbort = () => settle(() => reject(signal.reason))
    for (const [event, listener] of listeners) worker.on(event, listener)
    signal.addEventListener('abort', onAbort, { once: true })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(question)
  })

/** The thread itself: started for a question, ended when it was idle for a while or did not answer in time. */
const createLife = () => {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  const end = async (): Promise<void> => {
    clearTimeout(idle)
    const ended = worker
    worker = undefined
    await ended?.terminate()
  }
  const begin = (): Worker => {
    clearTimeout(idle)
    worker ??= new Worker(PROGRAM)
    worker.ref()
    return worker
  }
  const rest = (): void => {
    worker?.unref()
    idle = setTimeout(() => void end(), IDLE_SECONDS * 1000).unref()
  }
  return { begin, rest, end }
}

/** Makes the thread; it runs only while there is something to do. A work that is late ends with its thread. */
export const createWorkThread = (): WorkThread => {
  const inTurn = createTurns()
  const life = createLife()
  const ask = (question: Question, signal: AbortSignal): Promise<Answer> =>
    inTurn(async () => {
      signal.throwIfAborted()
      try {
        const answer = await askWorker(life.begin(), question, signal)
        life.rest()
        return answer
      } catch (error) {
        await life.end()
        throw error
      }
    })
  return {
    isPassword: async (password, hash, signal) => (await ask({ kind: 'password', password, hash }, signal)) === true,
    match: async (text, patterns, signal) => {
      if (patterns.length === 0) return []
      return (await ask({ kind: 'patterns', text, patterns }, signal)) as readonly Match[]
    },
    close: life.end,
  }
}
