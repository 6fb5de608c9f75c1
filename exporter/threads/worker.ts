/** Runs in a thread of its own: bcrypt and patterns over whole pages take their time, and the exporter has to answer meanwhile. */
import { parentPort } from 'node:worker_threads'
import { compareSync } from 'bcryptjs'
import { RE2JS } from 're2js'
import type { Answer, Match, Question } from './questions.js'

const matchOf = (pattern: string, text: string): Match => {
  const matcher = RE2JS.compile(pattern).matcher(text)
  if (!matcher.find()) return null
  return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? '')
}

const answerTo = (question: Question): Answer => {
  if (question.kind === 'password') return compareSync(question.password, question.hash)
  return question.patterns.map((pattern) => matchOf(pattern, question.text))
}

parentPort?.on('message', (question: Question) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(answerTo(question))
})
