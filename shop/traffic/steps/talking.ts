import { pick, pickWeighted, type Random } from '../../random.js'
import type { Account } from '../people.js'
import { chance, type Visitor } from '../visitor.js'

const REVIEWS = 0.3
const ANSWERS_NPS = 0.15
const ASKS_FOR_SAMPLE = 0.05

const PRAISE = ['Exactly as shown, well packed.', 'Second one I buy; it lasts.', 'Lovely to the touch, quick to arrive.'] as const
const BLAME = ['Smaller than I had hoped.', 'Came late and with a scratch.', 'Not the colour of the picture.'] as const
const QUESTIONS = [
  'Is this still to be had in green?',
  'Could you tell me when it ships?',
  'Does it come with a spare strap?',
  'Thank you, it has arrived.',
] as const

const review = (random: Random): object => {
  const stars = 1 + pickWeighted(random, [3, 4, 9, 29, 55])
  return { stars, text: pick(random, stars >= 4 ? PRAISE : BLAME) }
}

/** Six promoters, three who shrug and one detractor of ten. */
const score = (random: Random): number => {
  const group = pickWeighted(random, [1, 3, 6])
  return [Math.floor(random() * 7), 7 + Math.floor(random() * 2), 9 + Math.floor(random() * 2)][group] ?? 10
}

/** After a purchase: a review of what was bought, the answer to how likely one is to recommend the shop. */
export const tellAfterwards = async ({ client, random }: Visitor, products: readonly number[]): Promise<void> => {
  const [product] = products
  if (product !== undefined && chance(random, REVIEWS)) await client.post('review', `/api/products/${product}/reviews`, review(random))
  if (chance(random, ANSWERS_NPS)) await client.post('nps', '/api/nps', { score: score(random) })
}

/** Asks for a sample of a product. */
export const askForSample = async ({ client, random }: Visitor, product: number): Promise<void> => {
  if (chance(random, ASKS_FOR_SAMPLE)) await client.post('sample', `/api/products/${product}/samples`)
}

/** Reads the letters and writes one to somebody else. */
export const correspond = async ({ client, random, people }: Visitor, account: Account): Promise<void> => {
  await client.get('messages', '/api/messages')
  const to = people.other(random, account)
  if (to !== undefined) await client.post('message', '/api/messages', { to, text: pick(random, QUESTIONS) })
}
