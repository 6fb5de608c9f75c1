import { between, pick, pickWeighted, type Random } from '../../random.js'
import type { Step } from '../tally.js'
import { chance, listed, type Visitor } from '../visitor.js'

const CATEGORIES = ['clothing', 'shoes', 'bags', 'kitchen', 'home', 'garden', 'outdoor', 'stationery'] as const
const WORDS = ['backpack', 'merino', 'boots', 'lamp', 'oak', 'notebook', 'linen', 'copper', 'teapot', 'wool', 'scarf', 'bottle'] as const
/** What people look for and a shop does not have. */
const VAIN_WORDS = ['skateboard', 'aquarium', 'trumpet'] as const
const IN_VAIN = 0.04

/** Most visitors look at what the lists show first; a few come by a link to anything. */
const BY_LINK = 0.03
const PRODUCTS = 504

const listAddress = (random: Random): readonly [Step, string] => {
  const kind = pickWeighted(random, [2, 5, 3])
  if (kind === 0) return ['list', `/api/products?limit=24&offset=${24 * between(random, 0, 2)}`]
  if (kind === 1) return ['list', `/api/products?limit=24&category=${pick(random, CATEGORIES)}`]
  return ['search', `/api/products?limit=24&search=${pick(random, chance(random, IN_VAIN) ? VAIN_WORDS : WORDS)}`]
}

/** Looks at one list and some of its products; returns the last product looked at. */
const lookAround = async ({ client, random }: Visitor): Promise<number | undefined> => {
  const found = listed(await client.get(...listAddress(random)), 'products')
  let last: number | undefined
  for (let views = between(random, 1, 2); views > 0; views--) {
    const chosen = chance(random, BY_LINK) ? between(random, 1, PRODUCTS) : found[Math.floor(random() ** 2 * found.length)]?.id
    if (chosen === undefined) return last
    const answer = await client.get('product', `/api/products/${chosen}`)
    if (answer.status === 200) last = chosen
  }
  return last
}

/** Looks at one to three lists; returns the products that were liked. */
export const browse = async (visitor: Visitor): Promise<readonly number[]> => {
  const liked = new Set<number>()
  for (let lists = between(visitor.random, 1, 3); lists > 0; lists--) {
    const product = await lookAround(visitor)
    if (product !== undefined) liked.add(product)
  }
  return [...liked]
}
